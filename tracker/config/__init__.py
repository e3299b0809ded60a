"""The configuration: its models, how config.toml and the environment become one, and the page that documents it."""

from tracker.config.load import config_file, load_config, require_contact
from tracker.config.models import Config, Extract, Fetch, Job, Schedule, SourceConfig, Store, Thresholds, Topic
from tracker.config.page import config_page

__all__ = [
    "Config",
    "Extract",
    "Fetch",
    "Job",
    "Schedule",
    "SourceConfig",
    "Store",
    "Thresholds",
    "Topic",
    "config_file",
    "config_page",
    "load_config",
    "require_contact",
]
