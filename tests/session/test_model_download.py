"""Obtaining a published model from a hub on this machine: fetched, checked, converted, or nothing at all."""

from __future__ import annotations

import shutil
import threading
from collections import Counter, namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest

from layerflow_studio.core.jobs import CancelToken, Progress, SilentProgress
from layerflow_studio.engine.catalogue import BASE, CATALOGUE, published
from layerflow_studio.errors import BadInput, Cancelled, Damaged, DiskFull, Unreachable
from layerflow_studio.session.model_check import VerifyJob
from layerflow_studio.session.model_download import DownloadJob
from layerflow_studio.session.model_install import AddJob, removal_size, remove_model
from layerflow_studio.session.model_states import Condition, base_of, staging_of, survey
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.runner import Lane, Runner
from layerflow_studio.session.settings import models_home
from tests.hub_server import HubServer, go_online, serving
from tests.published_hub import published_hub

RGB, RGBA = published("generation-rgb"), published("decomposition-rgba")
CHECKPOINT = RGB.checkpoint.prefixes[0]
VAE = "vae/diffusion_pytorch_model.safetensors"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> HubServer:
    return published_hub(tmp_path_factory.mktemp("hub"), RGB.variant, RGBA.variant)


@pytest.fixture
def hub(shelf: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    fresh = HubServer({name: dict(files) for name, files in shelf.repositories.items()})
    with serving(fresh) as running:
        go_online(monkeypatch, running.url)
        yield running


def download(entry=RGB, token: CancelToken | None = None):
    return DownloadJob(entry, models_home()).run(SilentProgress(), token or CancelToken())


def condition(entry=RGB) -> Condition:
    return next(state.condition for state in survey() if state.id == entry.id)


def wanted(hub: HubServer, *checkpoints: str) -> Counter[str]:
    """What has to be sent once."""
    files = {
        path: data
        for path, data in hub.repositories[BASE.repositories[0]].items()
        if "transformer" not in path
    }
    files |= {path: hub.repositories["zjuJish/LayerFlow"][path] for path in checkpoints}
    return Counter({path: len(data) for path, data in files.items()})


def test_a_model_is_fetched_converted_and_ready(hub: HubServer) -> None:
    assert condition() == Condition.ABSENT
    model = download()
    model.verify()
    assert (model.id, model.folder) == (RGB.id, models_home() / RGB.id)
    assert (model.width, model.height, model.frames) == (720, 480, 16)
    assert condition() == Condition.READY and ModelKeeper().model(RGB.id) == model
    assert hub.sent == wanted(hub, CHECKPOINT)
    assert not staging_of(RGB, models_home()).exists()
    assert (base_of(RGB, models_home()) / VAE).stat().st_nlink == 2, "the shared parts take room once"
    assert download() == model and hub.sent == wanted(hub, CHECKPOINT)


def test_the_shared_parts_are_fetched_once_and_go_with_the_last_model(hub: HubServer) -> None:
    home = models_home()
    download(RGB)
    before = Counter(hub.sent)
    download(RGBA)
    assert hub.sent - before == Counter({RGBA.checkpoint.prefixes[0]: hub.sent[RGBA.checkpoint.prefixes[0]]})
    states = {state.id: state for state in survey()}
    shared = sum(path.stat().st_size for path in base_of(RGB, home).rglob("*.safetensors"))
    assert removal_size(states[RGB.id], home) < states[RGB.id].size - shared + 1000
    remove_model(states[RGB.id], home)
    assert base_of(RGB, home).exists() and condition(RGBA) == Condition.READY
    assert removal_size(states[RGBA.id], home) > shared
    remove_model({state.id: state for state in survey()}[RGBA.id], home)
    assert not base_of(RGB, home).exists() and condition(RGB) == Condition.ABSENT


def test_the_connection_breaks_and_the_next_try_goes_on(hub: HubServer) -> None:
    hub.breaks[CHECKPOINT] = [400_000, *[0] * 20]
    with pytest.raises(Unreachable, match="was lost at 400 kB of"):
        download()
    state = next(state for state in survey() if state.id == RGB.id)
    assert state.condition == Condition.BEGUN and 400_000 <= state.arrived < 410_000
    assert not (models_home() / RGB.id).exists()
    hub.breaks.clear()
    download().verify()
    assert hub.sent == wanted(hub, CHECKPOINT), "nothing may be fetched twice"


@pytest.mark.parametrize("path", [CHECKPOINT, VAE])
def test_a_wrong_hash_is_refused_and_nothing_is_installed(hub: HubServer, path: str) -> None:
    content = next(files[path] for files in hub.repositories.values() if path in files)
    hub.swaps[path] = content[:-1] + bytes([content[-1] ^ 1])
    with pytest.raises(Damaged, match="its hash is not the announced one"):
        download()
    assert not (models_home() / RGB.id).exists() and condition() in (Condition.ABSENT, Condition.BEGUN)
    hub.swaps.clear()
    download().verify()


def test_cancel_in_the_middle_of_the_download_as_a_job(hub: HubServer) -> None:
    hub.pace[CHECKPOINT] = 2_000_000
    heard: list[Progress] = []
    with Runner() as runner:
        runner.subscribe(lambda event: heard.append(event) if isinstance(event, Progress) else None)
        job = runner.submit(DownloadJob(RGB, models_home()))
        assert DownloadJob(RGB, models_home()).lane == Lane.MODELS not in (Lane.FILES, Lane.ENGINE)
        threading.Timer(0.6, runner.cancel, (job,)).start()
        last = runner.wait(job, 20)
    assert type(last).__name__ == "CancelledEvent"
    stages = [event.stage for event in heard]
    assert stages[0] == "ask" and "download" in stages and "convert" not in stages
    totals = {event.total for event in heard if event.stage == "download"}
    assert totals == {sum(wanted(hub, CHECKPOINT).values())}
    assert condition() == Condition.BEGUN
    hub.pace.clear()
    download()
    again = (hub.sent - wanted(hub, CHECKPOINT)).total()
    assert again < 400_000, "no more than what was under way when it was cancelled may be sent again"


def test_offline_with_all_parts_here_it_is_converted_without_asking(
    hub: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = CancelToken()

    class StopBeforeConverting(SilentProgress):
        def progress(self, stage: str, done: int, total: int) -> None:
            if stage == "convert":
                token.cancel()

    with pytest.raises(Cancelled):
        DownloadJob(RGB, models_home()).run(StopBeforeConverting(), token)
    assert condition() == Condition.BEGUN and not (models_home() / RGB.id).exists()
    hub.asked.clear()
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    download().verify()
    assert hub.asked == []
    with pytest.raises(Unreachable, match="HF_HUB_OFFLINE forbids"):
        download(RGBA)


def test_too_little_room_is_said_before_with_need_and_have(
    hub: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 1_000_000))
    with pytest.raises(
        DiskFull, match=r"needs \d.* more in .*, and 1 MB are free; free .* or choose another"
    ):
        download()
    assert hub.sent == {}


def test_what_came_is_no_layerflow_checkpoint(hub: HubServer) -> None:
    hub.repositories["zjuJish/LayerFlow"][CHECKPOINT] = b"PK\x03\x04" + bytes(5000)
    with pytest.raises((BadInput, Damaged)) as caught:
        download()
    assert str(caught.value).endswith(".") and not (models_home() / RGB.id).exists()


def test_another_version_on_the_hub_makes_what_has_come_of_no_use(hub: HubServer) -> None:
    hub.breaks[CHECKPOINT] = [400_000, *[0] * 20]
    with pytest.raises(Unreachable):
        download()
    hub.breaks.clear()
    other = hub.repositories["zjuJish/LayerFlow"][RGBA.checkpoint.prefixes[0]]
    hub.repositories["zjuJish/LayerFlow"][CHECKPOINT] = other
    with pytest.raises(BadInput, match="variant"):  # it is fetched whole and right, but is another model
        download()
    assert hub.sent[CHECKPOINT] == 400_000 + len(other)


@pytest.mark.parametrize("fault", ["cut short", "changed", "missing", "no description"])
def test_a_model_that_is_not_whole_is_made_anew_and_of_the_shared_parts_what_is_bad_is_fetched(
    hub: HubServer, fault: str
) -> None:
    model = download()
    before = Counter(hub.sent)
    vae = model.folder / VAE
    content = vae.read_bytes()
    match fault:
        case "cut short":
            vae.write_bytes(content[:-100])
        case "changed":
            vae.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
            assert VerifyJob((model,)).run(SilentProgress(), CancelToken())[0].condition == Condition.DAMAGED
        case "missing":
            vae.unlink()
        case _:
            (model.folder / "model.toml").write_text("[model")
    hub.breaks[CHECKPOINT] = [400_000, *[0] * 20]
    with pytest.raises(Unreachable):
        download()
    assert model.folder.exists(), "what is there stays until its successor is whole"
    hub.breaks.clear()
    download().verify()
    assert condition() == Condition.READY
    again = {CHECKPOINT, VAE} if fault in ("cut short", "changed") else {CHECKPOINT}
    assert set(hub.sent - before) == again, "the parts that all share are linked, and so damaged or not"
    assert not list((models_home() / ".staging").iterdir())


@pytest.mark.parametrize("told", ["by its folder", "by its weights"])
def test_a_checkpoint_on_this_machine_is_added_with_the_base_that_is_here(
    hub: HubServer, tmp_path: Path, told: str
) -> None:
    download(RGBA)
    sent = Counter(hub.sent)
    folder = RGB.checkpoint.prefixes[0].split("/")[0] if told == "by its folder" else "some"
    place = tmp_path / folder / "1000" / "mp_rank_00_model_states.pt"
    place.parent.mkdir(parents=True)
    place.write_bytes(hub.repositories["zjuJish/LayerFlow"][CHECKPOINT])
    if told == "by its weights":
        with pytest.raises(BadInput, match=r"does not tell which model it is|variant"):
            AddJob(place, models_home()).run(SilentProgress(), CancelToken())
        model = AddJob(place, models_home(), variant=RGB.variant).run(SilentProgress(), CancelToken())
    else:
        model = AddJob(place.parent.parent, models_home()).run(SilentProgress(), CancelToken())
    assert model.id == RGB.id and condition() == Condition.READY and hub.sent == sent
    with pytest.raises(BadInput, match="is there already; remove the model"):
        AddJob(place, models_home(), variant=RGB.variant).run(SilentProgress(), CancelToken())


def test_every_published_model_has_its_place_in_the_release() -> None:
    from tests.engine.sat_files import RELEASE_FOLDERS

    for entry in CATALOGUE:
        task, _, ending = entry.variant.rpartition("-")
        assert entry.checkpoint.prefixes == (
            f"{RELEASE_FOLDERS[task]}-{ending}/1000/mp_rank_00_model_states.pt",
        )
