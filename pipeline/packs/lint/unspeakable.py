"""Words that no presenter wants on a screen: English profanity and slurs, in their common spellings.

Invented names are held against rude words of the other languages of the shipped regions, too: French, Spanish, Māori.
The lists hold the first 12 hex digits of each word's sha256, so that this file can be read aloud.
"""

import functools
import hashlib

_DIGITS = 12
_HASHES = (
    "0033728f0fbc 044eb98b1876 0508a634445d 05b71b9303ad 066e6872d931 06a1d8bf7fc2 08a841e99678 0ce875d62007 "
    "0f28c4960d96 11cf8376a157 120f6e5b4ea3 13a465fc6616 158869a97379 1600725e92dc 16ea09fc78ca 17a110e53328 "
    "17bde8b40646 1b8304489575 1ca8148920f6 1e02eec4f109 2062f8009306 2189c0ed714f 22fc75e65a0e 262f86db0ac7 "
    "26578569a290 268651b3ece9 27099f42b6c4 27a62b68179c 27eb0c4ad707 2a6060b5e21a 2a6937d721b1 2b5fb5b4fe28 "
    "2bda9b4dfbab 2da888fb5e7c 2f34b7a451c6 2f5f6ce5ae30 30a989afc82c 31506a8448a7 333f76180929 33740da8a87d "
    "341d56384afc 39c7ad800c57 3b1e0d7c5dd4 3cc0a581d3bb 402f7ebd9886 4140197ec795 41b4d5e85655 45cd3e1bb472 "
    "45fb7c3b72b6 4b18aefe826a 517ae3f73216 522788b65f01 5304378d0078 5468b428a6b1 566f532d486c 594810adcbee "
    "59cc3cb8a429 5a9d9dcefb56 5b3ae48be122 6122fdf4ae14 613ddd9aff46 619bc82e0d20 63333e4b5d1c 6556c1a58444 "
    "665cb762e3bc 6ac3c336e409 6dbe0f85a074 70fc4b74eac4 7122c9a14ba2 737dd1bca21d 76f036222462 78a00d189cb8 "
    "7902e27065cf 7991d51fe699 7ad1e3684920 7bc671151cbf 7e85c676fd97 805c0cdff876 80d71140f751 8171c4ecae07 "
    "82159dd02870 83621b34ec59 83ebccea9fff 85266837dfc7 85fc17f7069a 867d78976655 89133bc00e9b 8c5c04391361 "
    "8f5083e3e5c7 8fe1e9c2870c 937d56e49744 94a2b576a9f5 94a877e2ce63 958ce5c321d2 96c91fa84782 986c99004163 "
    "98980840dd2f 98b52c4b6b7d 9915ba2d8222 99e367bcad7a 9ae315a94e42 a24efab8d957 a40ccba874d2 a4c7815e0ca1 "
    "a76d588d0047 acd9193a33dd acf45488978d ad505b0be8a4 ad6cacf3af98 affc87570066 b04a8a400635 b14c8b304b80 "
    "b2a7d488cf78 b690cdbe59f1 b81d6dc25832 bb61ef40814c bb87adf8aa78 bbf8bb786317 bd331fb1d242 bdb1cc258d69 "
    "be00f1af522e c1b4ed05397d c1cabb6f6e43 c22f315f1b33 c2c3b68b4883 c3de533e9b7f c59758402ac4 c70e3e7c47f0 "
    "c94b2acca79c ca05283dee35 cbbd0f71af28 cc02032349c8 ccff74c2d57f cd2eb0837c9b d2ce238bf470 d75a838dc758 "
    "dac40f30b62e daec0c235d31 db10a7906121 dc2abe4ed2d8 dcb50ee3659f dcd2ee35085f dd92623b0a4b de569a7f6852 "
    "df736257aa81 e388b89852d4 e512a0558344 e7282d82ac6c e7b98c6aa5b9 e84dde508a60 e9143a29033d e99d55248f67 "
    "ee5a869b5ace ee6f01a92dd8 eea2991640d1 eef3bd091670 f1a5fb56076a f50c51ed2315 f59e28f8bb64 f6952d6eef55 "
    "f9d0d9b18ae9 fa1597ae5dc4 fb96c27642b4 fc3086f6d1e0 fd70ad909b94"
)
_KNOWN = frozenset(_HASHES.split())
# Some of these are ordinary English words, so only names are held against them.
_RUDE_HASHES = (
    "0249b1b3020d 029cb2544c33 05e8a9492a05 094104e68e9b 0aa249ea99ce 15af00bc824b 1761c85403dc 18014e567976 "
    "1a1bb315985c 1ad945b5cd38 1b8304489575 2a6937d721b1 2e86ef90e982 345ce80bdb2d 37ccae8a71d3 38dfbc168ba7 "
    "3dc769bb32d8 3e267bd8faf2 42c75396af1d 44339bf10c86 44cc5f9768be 45651f2cb0f1 489a84553741 4b060037b792 "
    "521e601a5247 52566cb72376 5855074c699e 5a9f0a1e29ac 6251cedf283d 652ba5ce3dba 69c5c5d45dab 6ada028b2d09 "
    "6b4c314f61a9 6c7416e2cfd9 6c8094fec84a 6cd01095f6b8 717164af499c 741094f66e2c 751836e10524 77696c7a64e9 "
    "785d960fc309 7b18f199984c 7be50c758efd 7f78031a4338 7fd17c0e6264 80d71140f751 824fc479e44f 8420c85c2aad "
    "84b0a3665c7d 862a6b5e7933 882649955c87 8aaf9c84021d 8aca2b308496 8fcdc6287be2 99820acc867f a0f9178f3cf7 "
    "a67780dd4d76 a76d588d0047 a78a7c503fbd a972eb6e03aa ad6336a023b5 afebc1dfdf27 b681edc8aa44 b7b724f9e952 "
    "bb3631d23ed0 bdb1cc258d69 bf393dfbadfe c2a731f54dfe c4737814877c c5b2f65afd96 d66f84cc756b d956e9ff8fa3 "
    "ec55894a1f0f efc0c180c864 f09fdc2a35e7 f1b8c0f98582 f753bcddd0ff fd70ad909b94 fdd8d4d3381b fec443834da3 "
    "ff1580fa239a"
)
_RUDE_IN_NAMES = frozenset(_RUDE_HASHES.split())


def is_unspeakable(word: str) -> bool:
    """Whether a word, in any letter case, is on the list."""
    return _hash(word) in _KNOWN


def is_rude_part(text: str) -> bool:
    """Whether a text without accents, a word of a name or a part of one, is rude in any of the languages."""
    return _hash(text) in _KNOWN | _RUDE_IN_NAMES


@functools.lru_cache(maxsize=4096)
def _hash(word: str) -> str:
    return hashlib.sha256(word.casefold().encode()).hexdigest()[:_DIGITS]
