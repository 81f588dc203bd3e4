// Invented applications, each with tables that the judgement checks must name and many that only look like them. The notation is
// that of schema_text.hpp.
#pragma once

#include <string_view>

namespace pgops::test {

struct InventedSchema {
    std::string_view name, text;
    std::string_view eav;          // tables
    std::string_view polymorphic;  // table.reference
};

constexpr InventedSchema kInventedSchemas[] = {
    {"magento", R"(
eav_entity_type(entity_type_id small*, entity_type_code vc!)
eav_attribute(attribute_id small*, entity_type_id small! >eav_entity_type.entity_type_id, attribute_code vc!, backend_type vc!, frontend_label vc, is_required small!) u(entity_type_id,attribute_code)
eav_attribute_option(option_id int*, attribute_id small! >eav_attribute.attribute_id, sort_order small!)
store(store_id small*, code vc!, name vc!)
catalog_product_entity(entity_id int*, sku vc!, type_id vc!, created_at ts!, updated_at ts!)
catalog_product_entity_varchar(value_id int*, attribute_id small! >eav_attribute.attribute_id, store_id small! >store.store_id, entity_id int! >catalog_product_entity.entity_id, value vc) u(entity_id,attribute_id,store_id)
catalog_product_entity_int(value_id int*, attribute_id small! >eav_attribute.attribute_id, store_id small! >store.store_id, entity_id int! >catalog_product_entity.entity_id, value int) u(entity_id,attribute_id,store_id)
catalog_product_entity_datetime(value_id int*, attribute_id small! >eav_attribute.attribute_id, store_id small! >store.store_id, entity_id int! >catalog_product_entity.entity_id, value ts) u(entity_id,attribute_id,store_id)
core_config_data(config_id int*, scope vc!, scope_id int!, path vc!, value text) u(scope,scope_id,path)
sales_order(entity_id int*, state vc, status vc, customer_id int, grand_total num, increment_id vc, created_at ts!) u(increment_id)
)",
     "catalog_product_entity_datetime catalog_product_entity_int catalog_product_entity_varchar", ""},
    {"wordpress", R"(
wp_posts(id big*, post_author big!, post_date ts!, post_content text!, post_title text!, post_status vc!, post_parent big!, post_type vc!, comment_count big!)
wp_postmeta(meta_id big*, post_id big!, meta_key vc, meta_value text) i(post_id) i(meta_key)
wp_users(id big*, user_login vc!, user_pass vc!, user_email vc!, display_name vc!)
wp_usermeta(umeta_id big*, user_id big!, meta_key vc, meta_value text) i(user_id)
wp_options(option_id big*, option_name vc!, option_value text!, autoload vc!) u(option_name)
wp_terms(term_id big*, name vc!, slug vc!, term_group big!)
wp_term_taxonomy(term_taxonomy_id big*, term_id big!, taxonomy vc!, description text!, parent big!, count big!) u(term_id,taxonomy)
wp_comments(comment_id big*, comment_post_id big!, comment_author vc!, comment_content text!, comment_type vc!, comment_parent big!, user_id big!)
wp_links(link_id big*, link_url vc!, link_name vc!, link_target vc!, link_rating int!)
)",
     "wp_postmeta wp_usermeta", ""},
    {"django", R"(
django_content_type(id int*, app_label vc!, model vc!) u(app_label,model)
auth_user(id int*, username vc!, password vc!, email vc!, is_staff bool!) u(username)
django_admin_log(id int*, action_time ts!, object_id text, object_repr vc!, action_flag small!, change_message text!, content_type_id int >django_content_type, user_id int! >auth_user)
comments_comment(id big*, object_pk text!, content_type_id int! >django_content_type, user_id int >auth_user, body text!, submit_date ts!)
auth_permission(id int*, name vc!, content_type_id int! >django_content_type, codename vc!) u(content_type_id,codename)
reversion_version(id int*, object_id vc!, format vc!, serialized_data text!, object_repr text!, content_type_id int! >django_content_type, db vc!)
django_session(session_key vc*, session_data text!, expire_date ts!)
authtoken_token(key vc*, created ts!, user_id int! >auth_user) u(user_id)
constance_config(id int*, key vc!, value text) u(key)
thumbnail_kvstore(key vc*, value text!)
guardian_userobjectpermission(id int*, object_pk vc!, content_type_id int! >django_content_type, permission_id int! >auth_permission, user_id int! >auth_user) u(user_id,permission_id,object_pk)
actstream_action(id int*, actor_object_id vc!, verb vc!, target_object_id vc, action_object_object_id vc, timestamp ts!, actor_content_type_id int! >django_content_type, target_content_type_id int >django_content_type, action_object_content_type_id int >django_content_type)
waffle_flag(id int*, name vc!, everyone bool, percent num, testing bool!, superusers bool!, note text!) u(name)
waffle_switch(id int*, name vc!, active bool!, note text!, created ts!) u(name)
)",
     "",
     "actstream_action.action_object_object_id actstream_action.actor_object_id actstream_action.target_object_id comments_comment.object_pk "
     "django_admin_log.object_id guardian_userobjectpermission.object_pk reversion_version.object_id"},
    {"rails", R"(
users(id big*, email vc!, name vc, role int!, created_at ts!, updated_at ts!) u(email)
posts(id big*, user_id big! >users, title vc!, body text, type vc, created_at ts!)
comments(id big*, commentable_type vc!, commentable_id big!, user_id big! >users, body text!, created_at ts!) i(commentable_type,commentable_id)
votes(id big*, voter_type vc, voter_id big, votable_type vc, votable_id big, vote_flag bool, vote_weight int) i(voter_id,voter_type) i(votable_id,votable_type)
taggings(id big*, tag_id big, taggable_type vc, taggable_id big, tagger_type vc, tagger_id big, context vc, created_at ts)
tags(id big*, name vc!, taggings_count int) u(name)
versions(id big*, item_type vc!, item_id big!, event vc!, whodunnit vc, object text, created_at ts) i(item_type,item_id)
friendly_id_slugs(id big*, slug vc!, sluggable_id big!, sluggable_type vc, scope vc, created_at ts) i(sluggable_type,sluggable_id)
active_storage_blobs(id big*, key vc!, filename vc!, content_type vc, metadata text, service_name vc!, byte_size big!, checksum vc) u(key)
active_storage_attachments(id big*, name vc!, record_type vc!, record_id big!, blob_id big! >active_storage_blobs, created_at ts!) u(record_type,record_id,name,blob_id)
settings(id big*, var vc!, value text, created_at ts!, updated_at ts!) u(var)
ar_internal_metadata(key vc*, value vc, created_at ts!, updated_at ts!)
flipper_features(id big*, key vc!, created_at ts!, updated_at ts!) u(key)
devices(id big*, user_id big! >users, device_type vc!, device_id vc!, push_token vc)
alerts(id big*, alert_type vc!, alert_id big!, severity int!, resolved bool!)
oauth_access_tokens(id big*, resource_owner_id big, application_id big! , token vc!, refresh_token vc, expires_in int, scopes vc) u(token)
roles(id big*, name vc, resource_type vc, resource_id big, created_at ts!) i(name,resource_type,resource_id)
audits(id big*, auditable_id big, auditable_type vc, associated_id big, associated_type vc, user_id big, user_type vc, username vc, action vc, audited_changes text, version int, comment vc, created_at ts) i(auditable_type,auditable_id,version) i(user_id,user_type) i(associated_type,associated_id)
mobility_string_translations(id big*, locale vc!, key vc!, value vc, translatable_type vc, translatable_id big, created_at ts!, updated_at ts!) u(translatable_id,translatable_type,locale,key)
spree_preferences(id big*, value text, key vc, created_at ts, updated_at ts) u(key)
delayed_jobs(id big*, priority int!, attempts int!, handler text!, last_error text, run_at ts, queue vc)
)",
     "",
     "active_storage_attachments.record_id audits.associated_id audits.auditable_id comments.commentable_id friendly_id_slugs.sluggable_id "
     "mobility_string_translations.translatable_id roles.resource_id taggings.taggable_id taggings.tagger_id versions.item_id votes.votable_id votes.voter_id"},
    {"laravel", R"(
users(id big*, name vc!, email vc!, password vc!, remember_token vc, created_at ts) u(email)
notifications(id uuid*, type vc!, notifiable_type vc!, notifiable_id big!, data text!, read_at ts) i(notifiable_type,notifiable_id)
personal_access_tokens(id big*, tokenable_type vc!, tokenable_id big!, name vc!, token vc!, abilities text, last_used_at ts) u(token) i(tokenable_type,tokenable_id)
model_has_roles(role_id big!*, model_type vc!*, model_id big!*) i(model_id,model_type)
roles(id big*, name vc!, guard_name vc!) u(name,guard_name)
activity_log(id big*, log_name vc, description text!, subject_type vc, subject_id big, causer_type vc, causer_id big, properties json, created_at ts) i(subject_type,subject_id) i(causer_type,causer_id)
media(id big*, model_type vc!, model_id big!, uuid uuid, collection_name vc!, name vc!, file_name vc!, mime_type vc, size big!) i(model_type,model_id)
user_meta(id big*, user_id big! >users, key vc!, value text) u(user_id,key)
user_settings(id big*, user_id big! >users, theme vc!, locale vc!, timezone vc!, email_digest bool!) u(user_id)
cache(key vc*, value text!, expiration int!)
sessions(id vc*, user_id big, ip_address vc, user_agent text, payload text!, last_activity int!)
jobs(id big*, queue vc!, payload text!, attempts small!, reserved_at int, available_at int!)
features(id big*, name vc!, scope vc!, value text!, created_at ts) u(name,scope)
exchange_rates(id big*, base_currency vc!, currency_code vc!, rate num!, valid_on date!) u(base_currency,currency_code,valid_on)
transactions(id big*, transaction_type vc!, transaction_id vc!, user_id big! >users, amount num!, currency char!)
payments(id big*, user_id big! >users, payment_type vc!, payment_id vc, amount num!, provider vc!)
)",
     "user_meta",
     "activity_log.causer_id activity_log.subject_id media.model_id model_has_roles.model_id notifications.notifiable_id personal_access_tokens.tokenable_id"},
    {"shop", R"(
products(id big*, name vc!, price num!, description text)
product_attributes(id big*, product_id big! >products, attribute_name vc!, attribute_value text) i(product_id)
attributes(id big*, name vc!, data_type vc!, unit vc) u(name)
product_attribute_values(product_id big!* >products, attribute_id big!* >attributes, value text!)
product_options(id big*, product_id big! >products, name vc!, position int!)
product_option_choices(id big*, product_option_id big! >product_options, name vc!, price_delta num!, position int!)
variants(id big*, product_id big! >products, sku vc!, price num!) u(sku)
coupons(id big*, code vc!, discount_type vc!, discount_value num!, starts_at ts, ends_at ts) u(code)
tax_rates(id big*, country char!, name vc!, rate num!) u(country,name)
order_lines(id big*, order_id big!, item_type vc!, item_id big!, quantity int!, unit_price num!)
product_translations(product_id big!* >products, locale vc!*, name vc!, description text)
product_prices(id big*, product_id big! >products, currency char!, value num!, valid_from ts!) u(product_id,currency,valid_from)
price_rules(id big*, name vc!, priority int!, value_type vc!, value num!, target_type vc!, allocation_method vc!)
price_rule_conditions(id big*, price_rule_id big! >price_rules, field vc!, operator vc!, value text!)
shipping_zones(id big*, code vc!, name vc!)
cart_items(id big*, session_id vc!, product_id big! >products, quantity int!)
product_reviews(id big*, product_id big! >products, rating int!, title vc, body text, author_name vc)
gift_cards(id big*, code vc!, value num!, currency char!, expires_at ts) u(code)
)",
     "product_attribute_values product_attributes", "order_lines.item_id"},
    {"survey", R"(
surveys(id int*, title vc!)
questions(id int*, survey_id int! >surveys, text text!, question_type vc!, position int!)
question_choices(id int*, question_id int! >questions, label vc!, value vc!, position int!)
responses(id int*, survey_id int! >surveys, respondent_email vc, submitted_at ts)
answers(id int*, response_id int! >responses, question_id int! >questions, value_text text, value_number num, value_date date, value_bool bool) u(response_id,question_id)
scores(id int*, response_id int! >responses, dimension vc!, score num!) u(response_id,dimension)
)",
     "answers", ""},
    {"crm", R"(
contacts(id uuid*, first_name vc, last_name vc, email vc)
companies(id uuid*, name vc!, industry vc)
custom_fields(id uuid*, name vc!, field_type vc!, is_required bool!) u(name)
custom_field_values(id uuid*, custom_field_id uuid! >custom_fields, contact_id uuid! >contacts, value text) u(custom_field_id,contact_id)
custom_field_options(id uuid*, custom_field_id uuid! >custom_fields, name vc!, value vc!, position int!)
activities(id uuid*, entity_type enum!, entity_id uuid!, kind vc!, note text, created_at ts!)
emails(id uuid*, contact_id uuid! >contacts, message_id vc!, subject vc, body text)
api_keys(id uuid*, company_id uuid! >companies, name vc!, value vc!, expires_at ts) u(value)
webhooks(id uuid*, company_id uuid! >companies, url vc!, secret vc!, event_type vc!)
webhook_headers(id uuid*, webhook_id uuid! >webhooks, name vc!, value vc!) u(webhook_id,name)
audit_entries(id uuid*, table_name vc!, record_id uuid!, action vc!, old_values jsonb, new_values jsonb, actor_id uuid, created_at ts!)
field_changes(id uuid*, audit_entry_id uuid! >audit_entries, field_name vc!, old_value text, new_value text)
saved_views(id uuid*, owner_id uuid! >contacts, name vc!, filters jsonb!)
view_filters(id uuid*, saved_view_id uuid! >saved_views, property vc!, operator vc!, value vc)
contact_methods(id uuid*, contact_id uuid! >contacts, medium vc!, address vc!, is_primary bool!) u(contact_id,medium,address)
external_ids(id uuid*, contact_id uuid! >contacts, provider vc!, external_id vc!, external_type vc) u(provider,external_id)
documents(id uuid*, key vc!, data jsonb!, version int!) u(key)
company_documents(id uuid*, company_id uuid! >companies, key vc!, value jsonb!) u(company_id,key)
)",
     "custom_field_values webhook_headers", "activities.entity_id audit_entries.record_id"},
    {"monitoring", R"(
hosts(id int*, hostname vc!, ip inet)
host_properties(host_id int!* >hosts, name vc!*, value vc)
host_variables(id int*, host_id int! >hosts, var_name vc!, var_value text, var_format vc)
metrics(id int*, host_id int! >hosts, name vc!, value dbl!, recorded_at ts!) i(host_id,name,recorded_at)
metric_samples(time ts!, metric_id int! >metrics, value dbl!)
thresholds(id int*, host_id int! >hosts, metric_name vc!, warning_value num, critical_value num)
incidents(id int*, host_id int! >hosts, severity vc!, opened_at ts!, closed_at ts)
event_log(id big*, host_id int >hosts, event_type vc!, event_id int!, message text, occurred_at ts!)
check_results(id big*, check_name vc!, host_id int! >hosts, status vc!, output text, value num)
dashboards(id int*, owner_id int!, title vc!, layout jsonb!)
feature_flags(id int*, key vc!, enabled bool!, description text) u(key)
feature_flag_overrides(id int*, feature_flag_id int! >feature_flags, host_id int! >hosts, enabled bool!) u(feature_flag_id,host_id)
config(section vc!*, key vc!*, value text)
labels(host_id int!* >hosts, key vc!*, value vc!)
units(id int*, code vc!, name vc!, factor num!)
)",
     "host_properties host_variables labels", ""},
    {"cms", R"(
nodes(id big*, title vc!, node_type vc!, parent_id big >nodes, slug vc!)
node_fields(id big*, node_id big! >nodes, field_name vc!, int_value int, string_value vc, date_value date, bool_value bool) u(node_id,field_name)
node_revisions(id big*, node_id big! >nodes, version int!, content text!, author_id big)
translations(id big*, locale vc!, key vc!, value text!) u(locale,key)
node_translations(id big*, node_id big! >nodes, language_code vc!, title vc!, body text) u(node_id,language_code)
blocks(id big*, page_id big! >nodes, block_type vc!, content jsonb!, position int!)
favorites(id big*, user_id big!, favorite_type vc!, favorite_id big!) u(user_id,favorite_type,favorite_id)
bookmarks(id big*, user_id big!, object_type vc!, object_id big!) u(user_id,object_type,object_id)
attachments(id big*, parent_type vc!, parent_id big!, file_name vc!, content_type vc!, byte_size big!)
links(id big*, source_table vc!, source_id big!, target_table vc!, target_id big!, relation vc!)
images(id big*, url vc!, mime_type vc!, mime_id int, width int, height int)
menus(id big*, name vc!, position vc!)
menu_items(id big*, menu_id big! >menus, title vc!, url vc, link_type vc!, link_id big)
likes(id big*, user_id big!, target_type small!, target_id big!, created_at ts!) u(user_id,target_type,target_id)
url_aliases(id big*, path vc!, alias vc!) u(alias)
taxonomies(id big*, name vc!, vocabulary vc!)
site_settings(id big*, name vc!, value text!) u(name)
form_submissions(id big*, form_name vc!, submitted_at ts!, ip inet)
form_submission_values(id big*, submission_id big! >form_submissions, field_name vc!, field_value text)
)",
     "form_submission_values node_fields", "attachments.parent_id bookmarks.object_id likes.target_id links.source_id links.target_id"},
    {"erp", R"(
accounts(id int*, account_type vc!, account_no vc!, name vc!, parent_id int >accounts) u(account_no)
account_types(id int*, name vc!)
journal_lines(id big*, account_id int! >accounts, source_type vc!, source_id big!, debit num!, credit num!, posted_on date!)
documents(id big*, document_type vc!, document_no vc!, issued_on date!, total num!)
document_links(id big*, document_id big! >documents, ref_type vc!, ref_id big!)
parties(id big*, party_type enum!, name vc!)
bank_transactions(id big*, account_id int! >accounts, transaction_type vc!, external_id vc!, amount num!) u(external_id)
employees(id int*, employee_type vc!, name vc!, manager_id int >employees)
parameters(id int*, module vc!, name vc!, value text!) u(module,name)
item_properties(item_id int!* , property_id int!*, value_string vc, value_number num, value_date date)
approvals(id big*, entity vc!, entity_id big!, approved_by int >employees, approved_at ts)
workflow_history(id big*, class_name vc!, object_id big!, from_state vc, to_state vc!, changed_at ts!)
stock_moves(id big*, product_id int!, move_type vc!, quantity num!, reference vc, reference_id big, reference_type vc)
addresses(id big*, addressable_id big!, addressable_type vc!, street vc, city vc, zip vc)
currencies(code vc*, name vc!, decimals small!)
currency_rates(id big*, currency_code vc! >currencies.code, value num!, valid_on date!) u(currency_code,valid_on)
cost_centers(id int*, code vc!, name vc!, valid_from date, valid_to date)
salary_components(id int*, employee_id int! >employees, code vc!, value num!, valid_from date!) u(employee_id,code,valid_from)
identity_documents(id big*, employee_id int! >employees, id_type vc!, id_number vc!)
)",
     "item_properties",
     "addresses.addressable_id approvals.entity_id document_links.ref_id journal_lines.source_id stock_moves.reference_id workflow_history.object_id"},
    {"camel", R"(
User(id text*, email text!, name text)
Comment(id text*, authorId text! >User, targetType enum!, targetId text!, body text!, createdAt ts!) i(targetType,targetId)
EntityAttribute(id text*, entityId text!, attributeKey text!, attributeValue text) u(entityId,attributeKey)
Account(id text*, userId text! >User, type text!, provider text!, providerAccountId text!) u(provider,providerAccountId)
Session(id text*, sessionToken text!, userId text! >User, expires ts!) u(sessionToken)
UserPreference(id text*, userId text! >User, name text!, value text!) u(userId,name)
Setting(id text*, key text!, value text!) u(key)
Order(id text*, orderType enum!, orderNumber text!, userId text! >User)
Reaction(id text*, reactableType text!, reactableId text!, emoji text!, userId text! >User)
ProductVariant(id text*, sku text!, size text, color text, priceValue num!, priceCurrency text!)
AuditLog(id text*, entityName text!, entityId text!, action text!, userId text >User, payload jsonb, createdAt ts!)
)",
     "EntityAttribute UserPreference", "AuditLog.entityId Comment.targetId Reaction.reactableId"},
    {"healthcare", R"(
patients(patient_id int*, birth_date date, sex char)
encounters(encounter_id int*, patient_id int! >patients.patient_id, encounter_type int!, encounter_datetime ts!)
concepts(concept_id int*, name vc!, datatype vc!)
observations(obs_id int*, patient_id int! >patients.patient_id, concept_id int! >concepts.concept_id, encounter_id int >encounters.encounter_id, value_numeric dbl, value_text text, value_datetime ts, value_coded int >concepts.concept_id, obs_datetime ts!, voided bool!)
person_attribute_type(person_attribute_type_id int*, name vc!, format vc)
person_attribute(person_attribute_id int*, person_id int! >patients.patient_id, person_attribute_type_id int! >person_attribute_type.person_attribute_type_id, value vc!, voided bool!, creator int!, date_created ts!)
drug_orders(order_id int*, patient_id int! >patients.patient_id, drug_id int!, dose dbl!, dose_units vc!)
allergies(allergy_id int*, patient_id int! >patients.patient_id, allergen_type vc!, allergen_id int, severity vc)
lab_reference_ranges(id int*, concept_id int! >concepts.concept_id, low_value num, high_value num, unit vc)
global_property(property vc*, property_value text, description text)
user_property(user_id int!*, property vc!*, property_value vc)
identifiers(identifier_id int*, patient_id int! >patients.patient_id, identifier_type int!, identifier vc!)
)",
     "observations person_attribute user_property", "allergies.allergen_id"},
    {"workflow", R"(
executions(id text*, definition_key text!, parent_id text >executions, started_at ts!)
run_variables(id text*, execution_id text >executions, name vc!, type vc!, text_ vc, long_ big, double_ dbl, rev int)
jobs(id big*, handler vc!, run_at ts)
job_params(job_id big!* >jobs, param_key vc!*, param_value vc)
people(uid vc*, display_name vc!)
people_props(uid vc!*, name vc!*, prop_value text!)
deliveries(id big*, event_name vc!, payload jsonb!, delivered_at ts)
counters(name vc*, value big!)
locks(lock_key vc*, owner vc!, acquired_at ts!)
price_tags(id big*, label vc!, value num!)
sensor_readings(sensor_id big!, code vc!, value dbl!, read_at ts!)
limits(id big*, plan vc!, min_value num, max_value num)
allowed_values(id big*, property_id big!, valid_value vc!)
sequences(name vc*, current_value big!)
)",
     "job_params people_props run_variables", ""},
};

}  // namespace pgops::test
