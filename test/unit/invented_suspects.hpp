// Invented applications for the judgement checks that look for references, lists, repetitions and things; notation of
// schema_text.hpp.
#pragma once

#include <string_view>

namespace pgops::test {

struct InventedSuspects {
    std::string_view name, text;
    std::string_view missing_foreign_keys;  // table.column>target
    std::string_view thing_tables, lists, repetitions;
};

constexpr InventedSuspects kInventedSuspects[] = {
    {"rails",
     R"(
users(id big*, email vc!, roles_mask int, time_zone vc, invited_by_id big, preferred_languages text) u(email)
projects(id big*, name vc!, owner_id big, parent_id big, status int, settings text, notes text)
memberships(id big*, user_id big!, project_id big!, role vc)
issues(id big*, project_id big! >projects, author_id big!, assignee_id big, number int!, duplicate_of_id big, labels text, external_id vc, comments_count int)
time_entries(id big*, issue_id big!, user_id big! >users, hours num!, activity vc)
subscriptions(id big*, user_id big, stripe_subscription_id vc, plan vc, status vc)
attachments(id big*, attachable_type vc!, attachable_id big!, file_name vc!, content_type vc)
oauth_applications(id big*, uid vc!, secret vc!, redirect_uri text, scopes vc!) u(uid)
sessions(id vc*, data text, updated_at ts)
delayed_jobs(id big*, priority int!, attempts int!, locked_by vc, queue vc)
)",
     "users.invited_by_id>users projects.owner_id>users projects.parent_id>projects memberships.user_id>users memberships.project_id>projects "
     "issues.author_id>users "
     "issues.assignee_id>users time_entries.issue_id>issues subscriptions.user_id>users",
     "", "users.preferred_languages issues.labels oauth_applications.scopes", ""},
    {"django",
     R"(
auth_user(id int*, username vc!, email vc!, is_staff bool!) u(username)
django_content_type(id int*, app_label vc!, model vc!)
library_author(id int*, name vc!)
library_book(id int*, title vc!, author_id int! >library_author, language_id int, isbn vc, pages int, keywords vc, publisher vc)
library_language(id int*, code vc!, name vc!) u(code)
library_loan(id int*, book_id int!, borrower_id int!, created_by_id int, due_on date!)
library_note(id int*, content_type_id int! >django_content_type, object_id int!, text text!)
)",
     "library_book.language_id>library_language library_loan.book_id>library_book library_loan.created_by_id>auth_user", "", "library_book.keywords", ""},
    {"laravel",
     R"(
users(id big*, name vc!, email vc!) u(email)
teams(id big*, user_id big!, name vc!)
orders(id big*, user_id big!, coupon_code vc, shipping_address_id big, billing_address_id big, total num!, currency char, tracking_number vc)
addresses(id big*, user_id big >users, line_1 vc, line_2 vc, postcode vc)
coupons(id big*, code vc!, allowed_emails text, options text) u(code)
personal_access_tokens(id big*, tokenable_type vc!, tokenable_id big!, token vc!, abilities text)
failed_jobs(id big*, uuid vc!, connection text!, queue text!, exception text!) u(uuid)
)",
     "teams.user_id>users orders.user_id>users orders.coupon_code>coupons orders.shipping_address_id>addresses orders.billing_address_id>addresses", "",
     "coupons.allowed_emails personal_access_tokens.abilities", ""},
    {"hibernate",
     R"(
customerentity(id big*, dtype vc!, firstname vc, lastname vc)
orderentity(id big*, customer_id big, orderdate ts, version int)
orderitem(id big*, orderid big, productid big, quantity int, price num)
product(id big*, productname vc, sku vc, attribute1 vc, attribute2 vc, attribute3 vc)
party(id big*, partytype vc!)
person(id big!* >party, firstname vc)
organisation(id big!* >party, legalname vc)
contract(id big*, party_id big >party, signedon date)
)",
     "orderentity.customer_id>customerentity orderitem.orderid>orderentity orderitem.productid>product", "party", "",
     "product.attribute1,attribute2,attribute3"},
    {"german",
     R"(
kunden(kunden_nr int*, name vc!, strasse vc, plz vc, ort vc, telefon1 vc, telefon2 vc, bemerkungen text)
bestellungen(bestell_nr int*, kunden_nr int!, datum date!, status vc)
bestellpositionen(id int*, bestell_nr int!, artikel_id int!, menge int!, preis num!)
artikel(id int*, bezeichnung vc!, kategorien text, gewicht num)
rechnungen(id int*, bestellung_id int, betrag num!)
mitarbeiter(id int*, name vc!, vorgesetzter_id int)
)",
     "bestellungen.kunden_nr>kunden bestellpositionen.bestell_nr>bestellungen bestellpositionen.artikel_id>artikel rechnungen.bestellung_id>bestellungen", "",
     "artikel.kategorien", "kunden.telefon1,telefon2"},
    {"warehouse",
     R"(
dim_customer(customer_key int*, customer_id vc!, name vc!, segment vc)
dim_product(product_key int*, sku vc!, name vc!)
dim_date(date_key int*, day date!, year int!, quarter int!)
fact_sales(sale_id big*, customer_key int!, product_key int!, order_date_key int!, ship_date_key int, quantity int!, amount num!)
survey(id int*, q1 int, q2 int, q3 int, q4 int, q5 int, comments text)
budget(id int*, year int!, amount_1 num, amount_2 num, amount_3 num, amount_4 num)
)",
     "fact_sales.customer_key>dim_customer fact_sales.product_key>dim_product fact_sales.order_date_key>dim_date fact_sales.ship_date_key>dim_date", "", "",
     "survey.q1,q2,q3,q4,q5 budget.amount_1,amount_2,amount_3,amount_4"},
    {"network",
     R"(
node(id int*, hostname vc!, node_type vc!, rack_id int, serial_number vc, vendor_id vc)
rack(id int*, name vc!, site_id int!)
site(id int*, name vc!, address1 vc, address2 vc)
link(id int*, node_a_id int!, node_b_id int!, speed int)
event(id big*, node_id int!, trace_id uuid, session_id vc, level int, message text)
levels(id int*, name vc!)
message(id big*, body text)
)",
     "node.rack_id>rack rack.site_id>site link.node_a_id>node link.node_b_id>node event.node_id>node", "", "", ""},
};

}  // namespace pgops::test
