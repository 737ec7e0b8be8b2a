#!/usr/bin/env bash
# First start of an empty cluster only: the roles and databases CKAN and its DataStore use.
set -euo pipefail
: "${CKAN_DB_PASSWORD:?}" "${DATASTORE_READ_PASSWORD:?}"

psql -v ON_ERROR_STOP=1 -v ckan_password="$CKAN_DB_PASSWORD" -v read_password="$DATASTORE_READ_PASSWORD" \
  --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE ckan LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'ckan_password';
CREATE ROLE datastore_ro LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'read_password';
CREATE DATABASE ckan OWNER ckan ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE datastore OWNER ckan ENCODING 'UTF8' TEMPLATE template0;
SQL
