"""What pyproject.toml cannot say: the mapped ``schemas`` package, the ``ckanext`` namespace, message extraction."""

from setuptools import find_namespace_packages, setup

setup(
    packages=[*find_namespace_packages(include=["ckanext.*"]), "ckanext.tomoni_core.schemas"],
    package_dir={"ckanext.tomoni_core.schemas": "schemas"},
    include_package_data=True,
    package_data={"": ["**/*"]},
    namespace_packages=["ckanext"],
    message_extractors={
        "ckanext": [
            ("**.py", "python", None),
            ("**.js", "javascript", None),
            ("**/templates/**.html", "ckan", None),
        ],
    },
)
