"""A user's own server: lessons as 'coopsim serve' shows them, JupyterLab beside them."""

from __future__ import annotations

import os
from pathlib import Path

from traitlets.config import get_config

from coopsim.serve.settings import Place, settings

place = Place(Path.cwd() / "lessons", "127.0.0.1", 1, "", os.environ.get("COOPSIM_LANG", "id"))
shared = settings(place)
c = get_config()

for name in ("extra_template_paths", "tornado_settings"):
    setattr(c.ServerApp, name, shared["ServerApp"][name])
c.ServerApp.tornado_settings.pop("headers")  # the hub's own stand there
c.ServerApp.terminals_enabled = False
c.ServerApp.log_level = "WARN"
c.VoilaConfiguration.update(shared["VoilaConfiguration"])
c.VoilaExecutor.update(shared["VoilaExecutor"])
c.KernelManager.autorestart = False
c.MappingKernelManager.cull_idle_timeout = shared["MappingKernelManager"]["cull_idle_timeout"]
c.MappingKernelManager.cull_interval = shared["MappingKernelManager"]["cull_interval"]
