-- Who may read the audit of some stores only reads it newest first, store by store.
create index audit_store on platform.audit (store_id, id) where store_id is not null;
