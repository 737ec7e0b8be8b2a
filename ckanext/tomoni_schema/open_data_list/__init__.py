"""「オープンデータ一覧」(standard 06): the portal's datasets as rows of a list, and the rows of a list as datasets.

``layout`` says in one table an edition which column holds which field; everything else follows it. Pure: the modules
here know no CKAN, save those that say so (``stock``, ``jobs``, ``applying``).
"""
