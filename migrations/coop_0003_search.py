"""Search: one row a document, with its words as the tokenizer gave them, and the database's own index over them.

A document's number carries its kind and the number of its object (coop.search.numbers), so that neither is looked up.
"""

SQLITE = [
    "CREATE TABLE search_document (id INTEGER PRIMARY KEY NOT NULL, title TEXT NOT NULL, words TEXT NOT NULL, scope TEXT NOT NULL)",
    # The tokenizer "ascii" takes every letter outside ASCII as it stands: what a word is, is decided in coop.search.words alone.
    """CREATE VIRTUAL TABLE search_index USING fts5(
        title, words, scope, content='search_document', content_rowid='id', tokenize='ascii'
    )""",
    """CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN
        INSERT INTO search_index (rowid, title, words, scope) VALUES (new.id, new.title, new.words, new.scope);
    END""",
    """CREATE TRIGGER search_document_removed AFTER DELETE ON search_document BEGIN
        INSERT INTO search_index (search_index, rowid, title, words, scope) VALUES ('delete', old.id, old.title, old.words, old.scope);
    END""",
    """CREATE TRIGGER search_document_changed AFTER UPDATE ON search_document BEGIN
        INSERT INTO search_index (search_index, rowid, title, words, scope) VALUES ('delete', old.id, old.title, old.words, old.scope);
        INSERT INTO search_index (rowid, title, words, scope) VALUES (new.id, new.title, new.words, new.scope);
    END""",
]

POSTGRES = [
    "CREATE TABLE search_document (id BIGINT PRIMARY KEY NOT NULL, vector TSVECTOR NOT NULL)",
    "CREATE INDEX search_document_vector_ix ON search_document USING GIN (vector) WITH (fastupdate = off)",
]
