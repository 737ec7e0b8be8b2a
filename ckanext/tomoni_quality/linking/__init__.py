"""Does the address of a resource still answer? Asked politely, remembered, and not given up at the first failure."""
