"""Bring an empty or older portal to the present schema, then end. Run again at will: every step converges."""

from __future__ import annotations

import os
import subprocess
import sys

import boto3
from botocore.exceptions import ClientError

CKAN = "ckan"
STEPS = (["db", "init"], ["db", "pending-migrations", "--apply"], ["search-index", "check"])


def ckan(*arguments: str) -> str:
    """Run ``ckan`` and return what it printed; end this process with its exit code when it fails."""
    print("+ ckan", *arguments, flush=True)
    done = subprocess.run([CKAN, *arguments], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout


def ensure_bucket() -> None:
    """Make the bucket of the uploads when it is not there."""
    region, bucket = os.environ["CKAN_S3_REGION"], os.environ["CKAN_S3_BUCKET"]
    client = boto3.client(
        "s3",
        endpoint_url=os.environ["CKAN_S3_ENDPOINT"],
        region_name=region,
        aws_access_key_id=os.environ["CKAN_S3_KEY"],
        aws_secret_access_key=os.environ["CKAN_S3_SECRET"],
    )
    try:
        client.head_bucket(Bucket=bucket)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") not in ("404", "NoSuchBucket"):
            raise
        if region == "us-east-1":
            client.create_bucket(Bucket=bucket)
        else:
            client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})  # pyright: ignore[reportArgumentType] - any region


def main() -> int:
    """Make the bucket, migrate core and plugins, check the index, and let the read-only role read the DataStore."""
    ensure_bucket()
    for step in STEPS:
        print(ckan(*step), flush=True)
    permissions = ckan("datastore", "set-permissions")
    sql = permissions[max(permissions.find("/*"), 0) :]
    print("+ psql < datastore permissions", flush=True)
    return subprocess.run(
        ["psql", "--no-psqlrc", "-q", "-v", "ON_ERROR_STOP=1", "-d", os.environ["TOMONI_POSTGRES_ADMIN_URL"]],
        input=sql, text=True, check=False,
    ).returncode  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
