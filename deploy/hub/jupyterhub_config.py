"""JupyterHub for a class of several days: one small server, a class password, work that is kept.

Everything that differs between rooms is read from the environment (see hub.env.example); passwords
stand nowhere else. The spawner does not isolate users from each other: README.md says what that
means.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from traitlets.config import get_config

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import hub_settings  # noqa: E402

room = hub_settings.Room.of(os.environ)
c = get_config()

os.umask(0o077)  # what is written here is of the hub's own user alone

# ------------------------------------------------------------------ who comes in
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = room.password
c.SharedPasswordAuthenticator.admin_password = room.admin_password
c.Authenticator.allow_all = True
c.Authenticator.admin_users = {room.admin}
c.Authenticator.username_pattern = hub_settings.USER_NAMES
c.Authenticator.request_otp = False

# ------------------------------------------------------------------ where it listens
c.JupyterHub.bind_url = room.bind
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{room.hub_port}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{room.proxy_port}"
c.ConfigurableHTTPProxy.command = [str(room.proxy)]
c.ConfigurableHTTPProxy.pid_file = str(room.state / "proxy.pid")

# ------------------------------------------------------------------ what is kept
c.JupyterHub.db_url = f"sqlite:///{room.state / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(room.state / "cookie_secret")
c.JupyterHub.cleanup_servers = True

# ------------------------------------------------------------------ a server for each user
c.JupyterHub.spawner_class = hub_settings.spawner(room)
c.JupyterHub.concurrent_spawn_limit = 4
c.JupyterHub.active_server_limit = room.most_servers
c.Spawner.cmd = [str(Path(sys.executable).parent / "jupyterhub-singleuser")]
c.Spawner.args = [f"--config={HERE / 'singleuser_config.py'}"]
c.Spawner.default_url = "/voila/render/00_start.ipynb"
c.Spawner.environment = room.environment()
c.Spawner.env_keep = ["PATH", "LANG", "LC_ALL", "TZ"]  # no password of the hub's environment
c.Spawner.http_timeout = 60
c.Spawner.start_timeout = 60

# ------------------------------------------------------------------ what is not used is ended
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [
            sys.executable, "-m", "jupyterhub_idle_culler",
            f"--timeout={room.idle_seconds}", f"--cull-every={max(room.idle_seconds // 4, 1)}",
        ],
    }
]  # fmt: skip
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    }
]
