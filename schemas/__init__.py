"""Municipal schemas as a data package: forms, one Table Schema a standard and edition, code lists."""
