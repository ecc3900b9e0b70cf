-- The last number of a series of documents in a store and year. It is taken with the document, under the lock of its row until the
-- commit, so none is left out and none is given twice.
create table platform.document_number (
    series   text not null check (series ~ '^[A-Z]{2,4}$'),
    store_id uuid not null,
    year     integer not null,
    last     integer not null check (last >= 0),
    primary key (series, store_id, year)
);
