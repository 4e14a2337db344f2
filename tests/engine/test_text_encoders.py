"""Prompts to embeddings: word vectors as shipped, and T5 as published."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import AutoTokenizer, T5EncoderModel

from layerflow_studio.engine.layerflow.conditioning import T5Encoder, WordVectorEncoder, word_pieces
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import Damaged

from .models import T5_TOKENS, TEXT_WIDTH, save_tiny_t5


@pytest.fixture(scope="module")
def t5_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("t5")
    save_tiny_t5(folder)
    return folder


def test_each_word_is_a_token(tiny: ModelDescription) -> None:
    folder = tiny.folder / "text_encoder"
    encoder = WordVectorEncoder(folder, tokens=4)
    table = load_file(folder / "vectors.safetensors")["vectors"]
    embeds = encoder.encode(["A red fox!", "", "sea sky sea sky sea sky"])
    assert (embeds.shape, embeds.dtype) == ((3, 4, encoder.width), torch.float32)
    ids = [7, 8, 1]  # a, red, fox, after the unknown word at 0
    torch.testing.assert_close(embeds[0, :3], table[ids] / table.std())
    assert not embeds[0, 3].any()
    assert not embeds[1].any()
    assert torch.equal(embeds[2, 0], embeds[2, 2])


def test_words_cut_into_pieces_are_their_mean(tiny: ModelDescription) -> None:
    """The shipped tokenizer knows pieces of words; a word of two of them lies between both."""
    folder = tiny.folder / "text_encoder"
    path = folder / "tokenizer.json"
    text = path.read_text().replace('"type": "Whitespace"', '"type": "Split", "pattern": {"String": "x"}, ')
    text = text.replace('"x"}, ', '"x"}, "behavior": "Removed", "invert": false')
    path.write_text(text)
    encoder = WordVectorEncoder(folder, tokens=2)
    both = encoder.encode(["redxfox"])[0, 0]
    red, fox = encoder.encode(["red", "fox"])[:, 0]
    torch.testing.assert_close(both, (red + fox) / 2)


def test_t5_is_run_as_cogvideox_runs_it(t5_folder: Path) -> None:
    """Each prompt alone, padded to the full length, no mask; the empty one is zeros."""
    encoder = T5Encoder(t5_folder, T5_TOKENS, TEXT_WIDTH, "cpu", torch.float32)
    prompts = ["0, a red fox", "", "1, a meadow " * 9, "0, a red fox"]
    embeds = encoder.encode(prompts)
    assert (embeds.shape, embeds.dtype) == ((4, T5_TOKENS, TEXT_WIDTH), torch.float32)
    tokenizer = AutoTokenizer.from_pretrained(t5_folder / "tokenizer")
    model = T5EncoderModel.from_pretrained(t5_folder / "text_encoder").eval()
    for prompt, embed in zip(prompts, embeds, strict=True):
        ids = tokenizer(
            [prompt], padding="max_length", max_length=T5_TOKENS, truncation=True, return_tensors="pt"
        )
        with torch.inference_mode():
            expected = model(input_ids=ids.input_ids)[0][0]
        torch.testing.assert_close(embed, expected if prompt else torch.zeros_like(expected))
    assert embeds[0, -1].abs().max() > 0.01  # padding is encoded like any token


def test_t5_in_half_precision_still_gives_float32(t5_folder: Path) -> None:
    exact, half = (
        T5Encoder(t5_folder, T5_TOKENS, TEXT_WIDTH, "cpu", dtype).encode(["a red fox"])
        for dtype in (torch.float32, torch.bfloat16)
    )
    assert half.dtype == torch.float32
    assert 0 < (half - exact).abs().max() < 0.1


def test_a_tokenizer_put_together_in_parts_is_the_one_in_the_file() -> None:
    """Normaliser, marks, pieces and merges: whatever the library would write again is the same."""
    folder = Path(__file__).parents[2] / "models" / "mini" / "text_encoder"
    whole = Tokenizer.from_file(str(folder / "tokenizer.json"))
    whole.no_padding()
    whole.no_truncation()
    assert word_pieces(folder).to_str() == whole.to_str()


@pytest.mark.parametrize("name", ["tokenizer/tokenizer.json", "text_encoder/model.safetensors"])
@pytest.mark.parametrize("damage", ["missing", "cut", "text", "foreign"])
def test_damaged_t5_is_one_sentence(tmp_path: Path, name: str, damage: str) -> None:
    save_tiny_t5(tmp_path)
    path = tmp_path / name
    content = path.read_bytes()
    if damage == "foreign" and name.startswith("text"):
        path.write_bytes(content.replace(b"layer_norm", b"layer_morn"))  # other names, same sizes
    elif damage == "missing":
        path.unlink()
    else:
        path.write_bytes({"cut": content[: len(content) // 2], "text": b"hello"}.get(damage, b"[]"))
    with pytest.raises(
        Damaged, match=r"^The text encoder in .* cannot be loaded; replace it with a fresh copy\.$"
    ):
        T5Encoder(tmp_path, T5_TOKENS, TEXT_WIDTH, "cpu", torch.float32).encode(["a red fox"])
