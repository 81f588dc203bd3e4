-- Entity-attribute-value tables and polymorphic references, judged from structure; and what only looks like them.
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE SCHEMA judged;
CREATE TABLE judged.product (product_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text NOT NULL);
CREATE TABLE judged.attribute (attribute_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE, data_type text NOT NULL);
CREATE TABLE judged.product_attribute_value (
    product_id bigint NOT NULL REFERENCES judged.product, attribute_id bigint NOT NULL REFERENCES judged.attribute,
    value_text text, value_number numeric, value_date date, PRIMARY KEY (product_id, attribute_id));
-- A look-alike: an audit row names a field and a value, but is an event.
CREATE TABLE judged.price_change (
    price_change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, product_id bigint NOT NULL REFERENCES judged.product,
    old_price numeric NOT NULL, new_price numeric NOT NULL, changed_at timestamptz NOT NULL);
CREATE TABLE judged.comment (
    comment_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, commentable_type text NOT NULL, commentable_id bigint NOT NULL, body text NOT NULL);
-- A look-alike: a kind beside the row's own foreign key.
CREATE TABLE judged.delivery (
    delivery_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, delivery_type text NOT NULL, product_id bigint NOT NULL REFERENCES judged.product);
SELECT check_id, object, confidence FROM pgops.run_checks(ARRAY['eav', 'polymorphic']) WHERE object LIKE 'judged.%' ORDER BY 1, 2;
DROP SCHEMA judged CASCADE;
