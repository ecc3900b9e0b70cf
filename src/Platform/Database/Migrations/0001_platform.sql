-- Extensions and the one text folding that every module's search shares.
-- An operator without the right to create extensions installs these three beforehand.
create extension if not exists pg_trgm with schema public;
create extension if not exists btree_gist with schema public;
create extension if not exists unaccent with schema public;
