"""What the routes need, put together once at the start."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from provgraph.manager.answer_cache import AnswerCache
from provgraph.manager.sessions import LoginCodes
from provgraph.manager.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import HTTPConnection

    from provgraph.manager.access import Authenticator
    from provgraph.manager.audit import Audit
    from provgraph.manager.inbox.inbox import Inbox
    from provgraph.manager.job_logs import LogStore
    from provgraph.manager.metrics import Metrics
    from provgraph.manager.oidc import Oidc
    from provgraph.manager.oidc_login import OidcLogin
    from provgraph.manager.readiness import Readiness
    from provgraph.manager.running import Running
    from provgraph.manager.sessions import Sessions
    from provgraph.manager.settings import ManagerSettings
    from provgraph.manager.store_state import StoreState
    from provgraph.manager.tokens import Tokens
    from provgraph.store import Store


@dataclass(frozen=True, slots=True)
class Services:
    """The services of a running manager; `authenticators` know its callers."""

    settings: ManagerSettings
    store: Store
    inbox: Inbox
    tokens: Tokens
    sessions: Sessions
    audit: Audit
    readiness: Readiness
    running: Running
    state: StoreState
    metrics: Metrics
    logs: LogStore
    oidc: Oidc | None = None
    oidc_login: OidcLogin | None = None
    answers: AnswerCache = field(default_factory=AnswerCache)
    codes: LoginCodes = field(default_factory=LoginCodes)
    throttle: Throttle = field(default_factory=Throttle)

    @property
    def authenticators(self) -> Sequence[Authenticator]:
        """What knows callers, in the order in which they are asked."""
        issuers = (self.oidc,) if self.oidc else ()
        return (self.tokens, *issuers, self.sessions)


def services_of(connection: HTTPConnection) -> Services:
    """Return the services of the application that serves a request."""
    return cast("Services", connection.app.state.services)
