CREATE INDEX idx_books_shelf ON books (shelf_id);
