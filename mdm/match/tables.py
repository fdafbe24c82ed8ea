"""Values that many customers carry, with their share of all, coarse. Lists to read aloud."""

from __future__ import annotations


def _by_tier(*tiers: tuple[float, str]) -> dict[str, float]:
    return {word: share for share, words in tiers for word in words.split()}


COMMON_GIVEN_NAMES = _by_tier(
    (0.015, "john michael james robert david william mary"),
    (
        0.008,
        """richard thomas joseph charles christopher daniel paul mark peter andrew maria jennifer linda
        elizabeth patricia susan jessica sarah anna michelle thomas jose""",
    ),
    (
        0.005,
        """matthew anthony steven stephen kevin brian george edward ronald timothy jason jeffrey ryan eric
        jacob nicholas jonathan larry scott frank gary barbara margaret karen nancy lisa betty
        dorothy sandra ashley kimberly donna emily carol amanda melissa deborah laura stephanie
        rebecca sharon cynthia kathleen amy angela helen christine anne juan luis carlos mohammed
        muhammad wolfgang klaus hans andreas stefan martin petra sabine monika ursula claudia ali
        pierre jean marie philippe nicolas giuseppe marco antonio julia alexander christian simon
        ian alan claire emma""",
    ),
)

COMMON_FAMILY_NAMES = _by_tier(
    (0.009, "smith garcia mueller rossi"),
    (
        0.006,
        "johnson williams brown jones miller davis rodriguez martinez hernandez schmidt lopez gonzalez nguyen singh",
    ),
    (
        0.003,
        """wilson anderson thomas taylor moore jackson martin lee perez thompson white harris sanchez clark
        ramirez lewis robinson walker young allen king wright scott torres hill green adams baker
        hall rivera campbell mitchell carter roberts schneider fischer weber meyer wagner becker
        schulz hoffmann khan patel evans davies hughes edwards fernandez martinez bernard dubois
        durand kim wang li zhang chen silva santos""",
    ),
    (
        0.0015,
        """turner phillips parker collins stewart morris murphy cook rogers morgan cooper peterson reed bailey
        bell gomez kelly howard ward cox diaz richardson wood watson brooks bennett gray james reyes
        cruz price myers long foster sanders ross morales powell sullivan russell ortiz jenkins
        perry butler barnes schaefer koch bauer richter klein wolf schroeder neumann schwarz
        zimmermann braun krueger hofmann hartmann lange werner krause lehmann ahmed ali shah kaur
        begum johnston macdonald fraser ferrari russo bianchi petit moreau laurent jansen devries
        bakker""",
    ),
)

COMMON_ORGANISATION_WORDS = _by_tier(
    (
        0.02,
        "group services international solutions management company and of the for und fuer der die das de la et in i",
    ),
    (
        0.008,
        """consulting technologies technology systems global holdings holding trading partners associates
        enterprises industries construction design engineering media capital investments properties
        logistics transport energy software digital marketing health care medical insurance bank
        financial finance foods food restaurant hotel school university college foundation trust
        church club association society centre center national european american british deutsche
        deutscher gesellschaft handel bau immobilien verwaltung dienstleistungen technik network
        communications security supplies supply products equipment motors auto cars travel tours
        house home plastics metals steel mining paper textiles electric electrical electronics power
        water gas oil chemical pharma pharmaceuticals laboratories bio data networks innovations
        ventures resources environmental fabrik werke werk aktien maschinenfabrik maschinenbau
        brauerei spinnerei weberei zuckerfabrik eisenbahn strassenbahn versicherung bergbau actien""",
    ),
    (
        0.004,
        """north south east west new first united general royal city london berlin york central green blue red
        white black golden star sun premier prime best elite express direct advanced modern creative
        smart super world brothers bros sons family vormals vorm""",
    ),
)
