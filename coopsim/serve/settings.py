"""What the server is told: a pure function of the place it serves."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import attrs

SHARE = Path(__file__).parent / "share"
"""Our parts for Jupyter: ``jupyter`` goes into JUPYTER_PATH, where Voila finds the template
``coopsim`` from a clone as from a wheel; ``config`` (JupyterLab without its news and
without test cells) into JUPYTER_CONFIG_PATH."""
PAGES = Path(__file__).parent / "pages"
IDLE_SECONDS, LOOKED_AFTER_SECONDS = 900, 60
"""A lesson that no page shows any more ends after this long; how often that is looked after."""
OWN_HOST_ONLY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    "connect-src 'self' ws: wss: data: blob:; frame-ancestors 'self'"
)
"""What a page may load, told to the browser: nothing from another host."""
DRAW_WIDGETS = [
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
]
"""What of JupyterLab's extensions a page loads; others make it heavier and noisier."""
RELOAD = "Reload this page: your answers are saved."
"""Said after Voila's own words where a page breaks; a cell that fails is told by the template."""


@attrs.frozen
class Place:
    """Where lessons are served, and to whom."""

    notebooks: Path
    address: str
    port: int
    token: str = attrs.field(repr=False)
    lang: str = "en"
    lan: bool = False

    @property
    def page(self) -> str:
        """The address of the list of lessons."""
        return f"http://{self.address}:{self.port}/lessons?lang={self.lang}"

    @property
    def way_in(self) -> str:
        """The same, with the PIN or token: whoever has it is in."""
        return f"{self.page}&token={self.token}"


def settings(place: Place) -> dict[str, dict[str, Any]]:
    """The configuration of the server, its kernels and Voila, by class and name."""
    return {
        "ServerApp": _server(place),
        "PasswordIdentityProvider": {
            "token": place.token,
            "allow_password_change": False,
            "login_handler_class": "coopsim.serve.gate.Login",
        },
        **_kernels(),
        **_pages(),
    }


def _server(place: Place) -> dict[str, Any]:
    return {
        "root_dir": str(place.notebooks.resolve()),
        "ip": place.address,
        "port": place.port,
        "port_retries": 0,
        "open_browser": False,
        "allow_root": True,
        "default_url": "/lessons",
        "answer_yes": True,
        "log_level": "ERROR",
        "cookie_secret": os.urandom(32),
        "authorizer_class": "coopsim.serve.gate.Participant",
        "identity_provider_class": "coopsim.serve.gate.Door",
        "allow_unauthenticated_access": False,
        "terminals_enabled": False,
        "extra_template_paths": [str(PAGES)],
        "jpserver_extensions": {"coopsim.serve.handlers": True, "voila.server_extension": True},
        "tornado_settings": {
            "compress_response": True,
            "headers": {"Content-Security-Policy": OWN_HOST_ONLY},
            "mathjax_url": "/voila/templates/coopsim/static/no-formulas.js",
            "mathjax_config": "",
            "coopsim_place": place,
        },
    }


def _kernels() -> dict[str, dict[str, Any]]:
    """A kernel that dies has forgotten the lesson: the page says so, and none takes its place."""
    from coopsim.serve.gate import MESSAGES

    return {
        "KernelManager": {"autorestart": False},
        "MappingKernelManager": {
            "allowed_message_types": MESSAGES,
            "cull_idle_timeout": IDLE_SECONDS,
            "cull_interval": LOOKED_AFTER_SECONDS,
            "cull_connected": False,
        },
    }


def _pages() -> dict[str, dict[str, Any]]:
    from coopsim.serve.gate import before_it_opens

    return {
        "VoilaConfiguration": {
            "template": "coopsim",
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "file_allowlist": [],
            "prelaunch_hook": before_it_opens,
            "page_config_hook": _ours,
            "extension_allowlist": DRAW_WIDGETS,
            "extension_denylist": [],  # with None, which is the default, Voila fails
        },
        "VoilaExecutor": {"cell_error_instruction": RELOAD},
    }


def _ours(page_config: dict[str, Any], **about: Any) -> dict[str, Any]:
    """What a page is told of its server: that it is this one."""
    return page_config | {"coopsim": True}
