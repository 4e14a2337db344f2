"""What was asked for and what came of it: jobs that wait or run, and the history of those that ended."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from layerflow_studio.core.fields import Fields, Json, rate_text
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.request import GenerationRequest
from layerflow_studio.core.schema import Schema, document_from_json, document_to_json
from layerflow_studio.errors import BadInput, reason_of
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.beneath import Ground
from layerflow_studio.session.generate import Cut, GenerateJob
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.project_io import Project

log = logging.getLogger(__name__)

MOST_REMEMBERED = 100
_HISTORY = "history.json"
_PENDING = "pending-"
_JOB = Schema("layerflow-studio/job", "job", 1)
_JOBS = Schema("layerflow-studio/jobs", "job history", 1)


@dataclass(frozen=True)
class JobRecord:
    """How a job ended, for a reader later: `state` is done, failed, cancelled or lost.

    `ended` is ISO 8601 in UTC, `place` the file or folder that came of an export, `take` the id of a take.
    """

    id: str
    title: str
    kind: str
    state: str
    ended: str = ""
    seconds: float = 0.0
    message: str = ""
    details: str = ""
    place: str = ""
    take: str = ""


@dataclass(frozen=True)
class LostJob:
    """A generation that was asked for and never ended, because the program did."""

    record: JobRecord
    job: GenerateJob


class JobJournal:
    """The journal of one project, in its folder `jobs`. It belongs to one thread.

    Files are put in place whole, but not forced to the disk: they outlive the program, which is what they are
    for, and writing them takes no time that anyone would notice.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._folder = project.folder / "jobs"
        self._records: list[JobRecord] | None = None

    @property
    def records(self) -> tuple[JobRecord, ...]:
        """The jobs that ended, oldest first, at most 100."""
        return tuple(self._known())

    def keep(self, job_id: str, title: str, job: GenerateJob) -> None:
        """Note a generation that was asked for, until `forget`."""
        content: Json = {
            "id": job_id,
            "title": title,
            "request": job.request.to_json(),
            "cuts": [_cut_to_json(cut) for cut in job.cuts],
            "layers": {role.value: layer for role, layer in job.layers},
            "main": job.main,
            "ground": None if job.ground is None else document_to_json(job.ground.document),
            "start": 0 if job.ground is None else job.ground.start,
        }
        self._write(self._pending(job_id), _JOB.write(content))

    def forget(self, job_id: str) -> None:
        """The generation has ended, or is not wanted any more."""
        self._pending(job_id).unlink(missing_ok=True)

    def lost(
        self, keeper: ModelKeeper, running: Callable[[str], bool] = lambda _: False
    ) -> tuple[LostJob, ...]:
        """Return what was noted and never forgotten, oldest first, apart from what is `running` now.

        A file that cannot be read is set aside under another name.
        """
        found: list[tuple[float, LostJob]] = []
        for path in sorted(self._folder.glob(f"{_PENDING}*.json")) if self._folder.is_dir() else []:
            try:
                lost = self._read(path.read_bytes(), keeper)
                when = path.stat().st_mtime
            except (BadInput, OSError) as problem:
                log.warning("%s was set aside: %s", path, problem)
                path.rename(path.with_suffix(".damaged"))
                continue
            if not running(lost.record.id):
                found.append((when, lost))
        return tuple(lost for _, lost in sorted(found, key=lambda item: item[0]))

    def record(self, record: JobRecord) -> None:
        """Add how a job ended; the oldest make room."""
        records = [known for known in self._known() if known.id != record.id]
        self._put([*records, record][-MOST_REMEMBERED:])

    def clear(self) -> None:
        """Forget the history; what was lost stays."""
        self._put([])

    # --- inside

    def _pending(self, job_id: str) -> Path:
        return self._folder / f"{_PENDING}{job_id}.json"

    def _read(self, text: bytes, keeper: ModelKeeper) -> LostJob:
        fields = Fields(_JOB.read(text), "the job")
        layers = Fields(fields.mapping("layers"), "the job's layers")
        ground = None
        if fields.has("ground"):
            ground = Ground(document_from_json(fields.part("ground")), fields.integer("start", 0))
        job = GenerateJob(
            self._project,
            GenerationRequest.from_json(fields.part("request")),
            keeper,
            fields.items("cuts", _cut),
            tuple((role, layers.text(role.value)) for role in MODEL_ROLES if layers.has(role.value)),
            fields.text("main", ""),
            ground,
        )
        return LostJob(JobRecord(fields.text("id"), fields.text("title"), "generate", "lost"), job)

    def _known(self) -> list[JobRecord]:
        if self._records is None:
            self._records = self._read_history()
        return self._records

    def _read_history(self) -> list[JobRecord]:
        path = self._folder / _HISTORY
        try:
            content = _JOBS.read(path.read_bytes())
            return list(Fields(content, "the history").items("jobs", _record))
        except FileNotFoundError:
            return []
        except (ValueError, OSError) as problem:
            log.warning("%s was set aside: %s", path, problem)
            if path.is_file():
                path.rename(path.with_suffix(".damaged"))
            return []

    def _put(self, records: list[JobRecord]) -> None:
        self._records = records
        self._write(self._folder / _HISTORY, _JOBS.write({"jobs": [_record_to_json(one) for one in records]}))

    def _write(self, path: Path, text: str) -> None:
        part = path.with_suffix(".part")
        try:
            self._folder.mkdir(exist_ok=True)
            part.write_text(text, encoding="utf-8")
            os.replace(part, path)  # noqa: PTH105 (the one call that is atomic on every system)
        except OSError as problem:
            raise BadInput(
                "{path} cannot be written ({reason}); free some space or choose another place.",
                path=path,
                reason=reason_of(problem),
            ) from problem


def _cut_to_json(cut: Cut) -> Json:
    frames = None if cut.frames is None else list(cut.frames)
    return {"role": cut.role.value, "frames": frames, "fps": rate_text(cut.fps)}


def _cut(value: object) -> Cut:
    fields = Fields(value, "a cut")
    frames = fields.items("frames", _whole) if fields.has("frames") else None
    return Cut(fields.kind("role", Role), frames, fields.rate("fps"))


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise BadInput("The file is not readable: a cut names frame {value!r}.", value=value)
    return value


def _record_to_json(record: JobRecord) -> Json:
    content: Json = {key: value for key, value in asdict(record).items() if value}
    if isinstance(record.message, Sentence):
        content["said"] = record.message.to_json()
    return content


def _record(value: object) -> JobRecord:
    fields = Fields(value, "a job")
    texts = {name: fields.text(name, "") for name in ("ended", "message", "details", "place", "take")}
    if fields.has("said"):
        texts["message"] = Sentence.from_json(fields.part("said"))
    named = {name: fields.text(name) for name in ("id", "title", "kind", "state")}
    return JobRecord(**named, **texts, seconds=fields.number("seconds", 0.0))
