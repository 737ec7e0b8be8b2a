"""Table Schema validation over whole columns: what Frictionless reports, in a small part of the time.

Polars says of each column which cells Frictionless is sure to accept. Every other distinct value is put once to the
very field that Frictionless would ask, and rows with a fault are told in Frictionless's order and words. What is not
done by columns (foreign keys, further checks of a Checklist) goes to Frictionless whole. Two answers to one schema
would be worse than a slow one: the tests hold both reports to be equal (ADR 0405).
"""

from ckanext.tomoni_quality.engine.columns import FIRST_ROW, Columns
from ckanext.tomoni_quality.engine.faults import Fault
from ckanext.tomoni_quality.engine.reading import KEY_TYPES
from ckanext.tomoni_quality.engine.validating import Validation, validate, validate_csv

__all__ = ["FIRST_ROW", "KEY_TYPES", "Columns", "Fault", "Validation", "validate", "validate_csv"]
