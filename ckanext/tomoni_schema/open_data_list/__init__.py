"""「オープンデータ一覧」(standard 06): the portal's datasets as rows of a list, and the rows of a list as datasets.

What its columns and cells mean is in ``ckanext.tomoni_core.open_data_list``. The modules here know no CKAN, save those
that say so.
"""
