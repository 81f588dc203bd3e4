-- The demo's database: a shop, its warehouse, its blog, and what is left of the system before it.
-- What is wrong here on purpose stands in planted.tsv; everything else is meant to be good design.

CREATE ROLE shop_owner NOLOGIN;
CREATE ROLE shop_app LOGIN;
CREATE ROLE blog_app LOGIN;
CREATE ROLE reporting LOGIN;
CREATE ROLE storefront_admin LOGIN SUPERUSER;

CREATE EXTENSION pg_stat_statements;
GRANT CREATE ON SCHEMA public TO PUBLIC;
CREATE SCHEMA shop AUTHORIZATION shop_owner;
CREATE SCHEMA warehouse AUTHORIZATION shop_owner;
CREATE SCHEMA blog AUTHORIZATION blog_app;
CREATE SCHEMA legacy AUTHORIZATION shop_owner;

-- ---------------------------------------------------------------- shop: catalogue
CREATE TABLE shop.countries (
    code varchar(2) PRIMARY KEY CHECK (code = upper(code)),
    name text NOT NULL UNIQUE
);

CREATE TABLE shop.brands (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE
);

CREATE TABLE shop.categories (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id bigint REFERENCES shop.categories,
    slug text NOT NULL UNIQUE,
    name text NOT NULL
);
CREATE INDEX categories_parent_id_idx ON shop.categories (parent_id);

CREATE TABLE shop.products (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    brand_id int NOT NULL REFERENCES shop.brands,
    category_id bigint NOT NULL REFERENCES shop.categories,
    sku text NOT NULL UNIQUE,
    name text NOT NULL,
    description text NOT NULL,
    price numeric(12,2) NOT NULL CHECK (price >= 0),
    weight_kg double precision,
    attributes jsonb NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX products_brand_id_idx ON shop.products (brand_id);
CREATE INDEX products_category_id_idx ON shop.products (category_id);
CREATE INDEX products_attributes_idx ON shop.products USING gin (attributes);
CREATE INDEX products_name_idx ON shop.products (name);
CREATE INDEX products_name_search_idx ON shop.products (name);                      -- planted: the same again
CREATE INDEX products_name_prefix_idx ON shop.products (name text_pattern_ops);     -- for LIKE 'x%': not the same
CREATE INDEX products_is_active_idx ON shop.products (is_active);

CREATE TABLE shop.product_prices (
    product_id bigint NOT NULL REFERENCES shop.products,
    currency varchar(3) NOT NULL,
    amount numeric(12,2) NOT NULL,
    PRIMARY KEY (product_id, currency)
);

CREATE TABLE shop.product_translations (
    product_id bigint NOT NULL REFERENCES shop.products,
    language text NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (product_id, language)
);

CREATE TABLE shop.product_attributes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint NOT NULL REFERENCES shop.products,
    attribute_name text NOT NULL,
    attribute_value text
);
CREATE INDEX product_attributes_product_id_idx ON shop.product_attributes (product_id, attribute_name);

CREATE TABLE shop.product_images (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint NOT NULL REFERENCES shop.products,
    url text NOT NULL,
    sort_order smallint NOT NULL,
    UNIQUE (product_id, sort_order)
);

CREATE TABLE shop.tags (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE
);

CREATE TABLE shop.product_tags (
    product_id bigint NOT NULL REFERENCES shop.products,
    tag_id bigint NOT NULL REFERENCES shop.tags,
    PRIMARY KEY (product_id, tag_id)
);
CREATE INDEX product_tags_tag_id_idx ON shop.product_tags (tag_id, product_id);

CREATE TABLE shop.product_categories_flat (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint NOT NULL,
    category_path text NOT NULL
);
CREATE MATERIALIZED VIEW shop.best_sellers AS
    SELECT product_id, amount FROM shop.product_prices WITH NO DATA;

-- ---------------------------------------------------------------- shop: customers
CREATE TABLE shop.customers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    salutation char(4),
    full_name text NOT NULL,
    country_code varchar(2) NOT NULL REFERENCES shop.countries,
    preferences jsonb NOT NULL DEFAULT '{}',
    referral_code text,
    is_active boolean NOT NULL DEFAULT true,
    born_on date,
    signed_up_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX customers_country_code_idx ON shop.customers (country_code);
CREATE INDEX customers_referral_code_idx ON shop.customers (referral_code);
CREATE INDEX customers_inactive_idx ON shop.customers (signed_up_at) WHERE NOT is_active;

CREATE TABLE shop.addresses (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES shop.customers,
    kind text NOT NULL CHECK (kind IN ('billing', 'shipping')),
    street text NOT NULL,
    postal_code text NOT NULL,
    city text NOT NULL,
    country_code varchar(2) NOT NULL REFERENCES shop.countries
);
CREATE INDEX addresses_customer_id_idx ON shop.addresses (customer_id);
CREATE INDEX addresses_country_code_idx ON shop.addresses (country_code);

CREATE TABLE shop.newsletter_subscribers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    topics text NOT NULL,
    birth_year text,
    unsubscribed_at timestamptz NOT NULL DEFAULT '9999-12-31'
);

CREATE UNLOGGED TABLE shop.web_sessions (
    id uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    customer_id bigint,
    data jsonb NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE TABLE shop.page_cache (
    path text PRIMARY KEY,
    html text NOT NULL,
    expires_at timestamptz NOT NULL
);

-- ---------------------------------------------------------------- shop: buying
CREATE TABLE shop.coupons (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    percent_off numeric(5,2) NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_until timestamptz NOT NULL
);

CREATE TABLE shop.gift_cards (
    id serial PRIMARY KEY,
    code text NOT NULL UNIQUE,
    balance double precision NOT NULL
);

CREATE TABLE shop.carts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint REFERENCES shop.customers,
    contents jsonb NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX carts_customer_id_idx ON shop.carts (customer_id);

CREATE TABLE shop.wishlists (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES shop.customers,
    name text NOT NULL
);
CREATE INDEX wishlists_customer_id_idx ON shop.wishlists (customer_id);

CREATE TABLE shop.orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES shop.customers,
    shipping_address_id bigint NOT NULL REFERENCES shop.addresses,
    coupon_id bigint REFERENCES shop.coupons,
    status text NOT NULL CHECK (status IN ('pending', 'paid', 'shipped', 'done', 'cancelled')),
    legacy_reference text NOT NULL,
    total numeric(12,2) NOT NULL,
    placed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX orders_customer_id_placed_at_idx ON shop.orders (customer_id, placed_at);
CREATE INDEX orders_customer_id_idx ON shop.orders (customer_id);              -- planted: the first column of the one above
CREATE INDEX orders_shipping_address_id_idx ON shop.orders (shipping_address_id);
CREATE INDEX orders_placed_at_idx ON shop.orders (placed_at);
CREATE INDEX orders_pending_idx ON shop.orders (placed_at) WHERE status = 'pending';
CREATE INDEX orders_legacy_reference_idx ON shop.orders (legacy_reference);    -- planted: nobody asks for it

CREATE TABLE shop.order_lines (
    order_id bigint NOT NULL REFERENCES shop.orders,
    line_number int NOT NULL,
    product_id bigint NOT NULL REFERENCES shop.products,
    quantity int NOT NULL CHECK (quantity > 0),
    unit_price numeric(12,2) NOT NULL,
    PRIMARY KEY (order_id, line_number)
);
CREATE INDEX order_lines_product_id_idx ON shop.order_lines (product_id);

CREATE TABLE shop.payments (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id bigint NOT NULL UNIQUE REFERENCES shop.orders,
    method text NOT NULL,
    amount money NOT NULL,
    captured_at timestamp NOT NULL
);

CREATE TABLE shop.refunds (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    payment_id bigint NOT NULL REFERENCES shop.payments,
    amount numeric(12,2) NOT NULL,
    reason text NOT NULL,
    refunded_at timestamptz NOT NULL
);

CREATE TABLE shop.invoices (
    id serial PRIMARY KEY,
    order_id bigint NOT NULL UNIQUE REFERENCES shop.orders,
    number text NOT NULL UNIQUE,
    issued_on date NOT NULL
);
-- Nearly full as well, but starts again by itself: it numbers the day's pick-up slips.
CREATE SEQUENCE shop.pickup_slip_number AS smallint MAXVALUE 999 CYCLE;

CREATE TABLE shop.carriers (
    id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE
);

CREATE TABLE shop.shipments (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES shop.orders,
    carrier_id smallint REFERENCES shop.carriers,
    tracking_number text NOT NULL,
    tracking_events json NOT NULL,
    shipped_at timestamptz NOT NULL
);
CREATE INDEX shipments_order_id_idx ON shop.shipments (order_id);
CREATE INDEX shipments_carrier_id_idx ON shop.shipments (carrier_id) WHERE carrier_id IS NOT NULL;
CREATE INDEX shipments_tracking_number_idx ON shop.shipments (tracking_number);

CREATE TABLE shop.reviews (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint NOT NULL REFERENCES shop.products,
    customer_id bigint NOT NULL REFERENCES shop.customers,
    rating smallint NOT NULL CHECK (rating BETWEEN 1 AND 5),
    body text NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (product_id, customer_id)
);
CREATE INDEX reviews_customer_id_product_id_idx ON shop.reviews (customer_id, product_id);

-- Messages to other systems: written, sent, deleted, all day long.
CREATE TABLE shop.outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    payload jsonb NOT NULL
);

-- ---------------------------------------------------------------- warehouse
CREATE TABLE warehouse.warehouses (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    city text NOT NULL
);

-- Counted up and down all day: the free half of each page keeps those updates on it.
CREATE TABLE warehouse.stock_levels (
    warehouse_id bigint NOT NULL REFERENCES warehouse.warehouses,
    product_id bigint NOT NULL REFERENCES shop.products,
    quantity int NOT NULL,
    shelf_note text NOT NULL,
    PRIMARY KEY (warehouse_id, product_id)
) WITH (fillfactor = 30, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX stock_levels_product_id_idx ON warehouse.stock_levels (product_id, warehouse_id);

CREATE TABLE warehouse.stock_movements (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    product_id bigint NOT NULL REFERENCES shop.products,
    quantity int NOT NULL,
    moved_at timestamptz NOT NULL,
    PRIMARY KEY (id, moved_at)
) PARTITION BY RANGE (moved_at);
CREATE TABLE warehouse.stock_movements_2024 PARTITION OF warehouse.stock_movements FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE warehouse.stock_movements_2025 PARTITION OF warehouse.stock_movements FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX stock_movements_product_id_idx ON warehouse.stock_movements (product_id);

-- Whoever opens a door, and only ever written. The columns stand as they were thought of, none of them is a key, and the newest
-- month was imported twice, and taken out again: planted.
CREATE TABLE warehouse.door_events (
    is_entry boolean NOT NULL,
    event_number bigint GENERATED ALWAYS AS IDENTITY,
    is_visitor boolean NOT NULL,
    badge_number bigint NOT NULL,
    door smallint NOT NULL,
    happened_at timestamptz NOT NULL,
    is_night boolean NOT NULL
) WITH (vacuum_truncate = false);

CREATE TABLE warehouse.suppliers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    legal_form text, vat_number text, tax_office text, contact_name text, contact_email text, contact_phone text,
    street text, postal_code text, city text, country text, bank_name text, iban text, bic text,
    payment_terms text, delivery_terms text, minimum_order numeric(12,2), discount numeric(5,2), currency text,
    lead_time_days int, rating smallint, is_certified boolean, notes text, website text,
    opened_at timestamptz, closed_at timestamptz
);

CREATE TABLE warehouse.purchase_orders (
    id bigserial PRIMARY KEY,
    supplier_id bigint NOT NULL REFERENCES warehouse.suppliers,
    ordered_on date NOT NULL,
    total numeric(12,2) NOT NULL
);
CREATE INDEX purchase_orders_supplier_id_idx ON warehouse.purchase_orders (supplier_id);

-- What suppliers send, one column for whatever any of them ever sent.
CREATE TABLE warehouse.supplier_feed (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    received_at timestamptz NOT NULL DEFAULT now()
);
SELECT format('ALTER TABLE warehouse.supplier_feed %s', string_agg(format('ADD COLUMN %s text', name), ', '))
FROM (SELECT part || '_' || fact AS name
      FROM unnest(ARRAY['item', 'package', 'pallet', 'customs', 'delivery', 'price', 'return', 'safety', 'origin', 'label']) part,
           unnest(ARRAY['code', 'text', 'unit', 'size', 'weight', 'date', 'state', 'rule', 'remark', 'source', 'owner']) fact) columns
\gexec

-- ---------------------------------------------------------------- blog
CREATE TABLE blog.authors (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    email text NOT NULL UNIQUE
);

CREATE TABLE blog.posts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    author_id bigint NOT NULL REFERENCES blog.authors,
    slug text NOT NULL UNIQUE,
    title text NOT NULL,
    body text NOT NULL,
    tags text[] NOT NULL,
    published_at timestamptz
);
ALTER TABLE blog.posts ALTER body SET STORAGE EXTERNAL; -- read in parts
CREATE INDEX posts_author_id_idx ON blog.posts (author_id);
CREATE INDEX posts_tags_idx ON blog.posts USING gin (tags);

CREATE TABLE blog.post_revisions (
    post_id bigint NOT NULL REFERENCES blog.posts,
    revision int NOT NULL,
    body text NOT NULL,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (post_id, revision)
) WITH (autovacuum_enabled = false);

-- What authors write before it is a post; saved again and again, and thrown away.
CREATE TABLE blog.drafts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    title text NOT NULL,
    body text NOT NULL
);
ALTER TABLE blog.drafts ALTER body SET STORAGE EXTERNAL;

CREATE TABLE blog.comments (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    commentable_type text NOT NULL,
    commentable_id bigint NOT NULL,
    author_name text NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX comments_commentable_idx ON blog.comments (commentable_type, commentable_id);

CREATE TABLE blog."mediaFiles" (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "fileName" text NOT NULL,
    width int, height int
);

CREATE TABLE blog.page_views (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    post_id bigint NOT NULL REFERENCES blog.posts,
    visitor text NOT NULL,
    viewed_at timestamptz NOT NULL
);
CREATE INDEX page_views_post_id_idx ON blog.page_views (post_id);

CREATE TABLE blog.subscriptions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    post_id bigint NOT NULL REFERENCES blog.posts,
    email text NOT NULL,
    UNIQUE (post_id, email)
);

-- ---------------------------------------------------------------- legacy
CREATE DOMAIN legacy.moment AS timestamp;

CREATE TABLE legacy.objects (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    object_type text NOT NULL,
    owner_name text,
    created_at legacy.moment NOT NULL
);

CREATE TABLE legacy.contacts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL,
    phone1 text, phone2 text, phone3 text,
    opt_in text NOT NULL DEFAULT 'Y',
    fax text,
    object_id bigint NOT NULL REFERENCES legacy.objects
);
CREATE INDEX contacts_customer_id_idx ON legacy.contacts (customer_id);
CREATE INDEX contacts_object_id_idx ON legacy.contacts (object_id);

CREATE TABLE legacy.audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    action text NOT NULL,
    entity_type text NOT NULL,
    entity_id bigint NOT NULL,
    logged_at timestamptz NOT NULL
);
CREATE INDEX audit_log_entity_idx ON legacy.audit_log (entity_type, entity_id);

CREATE TABLE legacy.vouchers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL,
    amount numeric(12,2) NOT NULL,
    object_id bigint NOT NULL REFERENCES legacy.objects
);
CREATE INDEX vouchers_object_id_idx ON legacy.vouchers (object_id);

-- ---------------------------------------------------------------- who may what
CREATE FUNCTION shop.order_total(bigint) RETURNS numeric LANGUAGE sql SECURITY DEFINER
    AS 'SELECT sum(quantity * unit_price) FROM shop.order_lines WHERE order_id = $1';
CREATE FUNCTION shop.order_size(bigint) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS 'SELECT count(*) FROM shop.order_lines WHERE order_id = $1';
CREATE POLICY own_addresses ON shop.addresses USING (customer_id = current_setting('shop.customer_id', true)::bigint); -- planted: row security is off
CREATE POLICY own_wishlists ON shop.wishlists USING (customer_id = coalesce(nullif(current_setting('shop.customer_id', true), '')::bigint, customer_id));
ALTER TABLE shop.wishlists ENABLE ROW LEVEL SECURITY;

SELECT format('ALTER TABLE %I.%I OWNER TO %I', schemaname, tablename, CASE schemaname WHEN 'blog' THEN 'blog_app' ELSE 'shop_owner' END)
FROM pg_tables WHERE schemaname IN ('shop', 'warehouse', 'blog', 'legacy')
\gexec
GRANT USAGE ON SCHEMA shop, warehouse, blog, legacy TO shop_app, reporting;
GRANT SELECT ON ALL TABLES IN SCHEMA shop, warehouse, blog, legacy TO shop_app, reporting;
GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA shop, warehouse, blog TO shop_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA shop, warehouse, blog TO shop_app;
