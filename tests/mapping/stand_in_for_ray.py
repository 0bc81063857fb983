"""What Cluster uses of Ray, in one process, with workers that fail where a test wants them to."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any


class RayError(Exception):
    pass


class RayTaskError(RayError):
    def __init__(self, cause: BaseException) -> None:
        super().__init__(str(cause))
        self.cause = cause


@dataclass(frozen=True, eq=False)
class Call:
    handle: Handle
    result: Any = None
    error: RayError | None = None


class Handle:
    """A worker. `dies_at` counts its calls of `apply`, from 1."""

    def __init__(
        self, made: Callable[[], Any], *, placed: bool = True, dies_at: tuple[int, ...] = ()
    ) -> None:
        self.placed, self.dies_at, self.alive, self.applied = placed, dies_at, True, 0
        self.object = made()

    def __getattr__(self, name: str) -> Any:
        return SimpleNamespace(remote=lambda *arguments: self.call(name, arguments))

    def call(self, name: str, arguments: tuple[Any, ...]) -> Call:
        self.applied += name == "apply"
        if name == "apply" and self.applied in self.dies_at:
            self.alive = False
        if not self.alive:
            return Call(self, error=RayError("The actor died.\nTraceback"))
        try:
            # What can't be sent to another process must not work here either.
            result = getattr(self.object, name)(*pickle.loads(pickle.dumps(arguments)))
        except Exception as error:  # noqa: BLE001 - as Ray does
            return Call(self, error=RayTaskError(error))
        return Call(self, result)


class StandIn:
    """What Cluster uses of Ray; workers are made as `plans` says, the later ones without troubles."""

    exceptions = SimpleNamespace(RayError=RayError, RayTaskError=RayTaskError)

    def __init__(self, *plans: dict[str, Any]) -> None:
        self.plans, self.handles = list(plans), list[Handle]()

    def is_initialized(self) -> bool:
        return True

    def get_runtime_context(self) -> Any:
        return SimpleNamespace(gcs_address="192.0.2.1:6379")

    def cluster_resources(self) -> dict[str, float]:
        return {"CPU": 2.0}

    def remote(self, **options: Any) -> Any:
        assert options["max_restarts"] == 0
        return lambda made: SimpleNamespace(remote=lambda: self.hire(made))

    def hire(self, made: Callable[[], Any]) -> Handle:
        self.handles.append(Handle(made, **(self.plans.pop(0) if self.plans else {})))
        return self.handles[-1]

    def put(self, value: Any) -> Any:
        return value

    def wait(self, calls: Any, num_returns: int = 1, timeout: float = 0) -> Any:
        ready = [call for call in calls if call.handle.placed][:num_returns]
        return ready, [call for call in calls if call not in ready]

    def get(self, call: Any) -> Any:
        if call.error:
            raise call.error
        return call.result

    def kill(self, handle: Handle) -> None:
        handle.alive = False
