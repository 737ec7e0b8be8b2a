"""Lists of codes under ``ckanext/tomoni_core/codes/data``, made again from their published sources."""
