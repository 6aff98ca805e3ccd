-- Run once by the postgres image, as the superuser, when the database's volume is empty.
-- The owner changes tables (migrations, `prepare` alone); the site's role reads and writes rows and owns nothing.
-- A variable that is missing leaves :'…' as it stands, which is no SQL: the image stops with that line.
\getenv owner_password DATABASE_OWNER_PASSWORD
\getenv app_password DATABASE_APP_PASSWORD

CREATE ROLE commissioning_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE commissioning_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
CREATE DATABASE commissioning OWNER commissioning_owner;

-- Pages send many short statements; compiling one takes longer than running it. Nothing was measured with it on.
ALTER ROLE commissioning_app SET jit = off;
