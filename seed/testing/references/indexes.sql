CREATE INDEX idx_branches_tree ON branches (tree_id);
