"""gunicorn's settings for CKAN: processes by cores, threads for slow readers, a bound on each request."""

import os

bind = os.environ.get("TOMONI_BIND", "127.0.0.1:5000")
chdir = os.path.dirname(os.path.abspath(__file__))
workers = int(os.environ.get("TOMONI_WEB_WORKERS", "2"))
threads = int(os.environ.get("TOMONI_WEB_THREADS", "4"))
timeout = int(os.environ.get("TOMONI_WEB_TIMEOUT", "120"))
preload_app = False
accesslog = None
errorlog = "-"
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - gunicorn's heartbeat files
control_socket_disable = True
