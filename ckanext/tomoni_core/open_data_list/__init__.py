"""「オープンデータ一覧」(standard 06) as a text: which columns it has, what its cells mean, which rows are one dataset.

``layout`` says in one table an edition which column holds which field; everything else follows it. Read by the import
of tomoni_schema, by a kind of source of tomoni_harvest, and written by the export of tomoni_schema. Pure.
"""
