"""Legal forms: canonical abbreviation and its spellings, folded (dots and hyphens are gaps, umlauts written out)."""

from __future__ import annotations

from mdm.cleanse.tables import entries, table, words

LEGAL_FORMS = table(
    """
    # United Kingdom, Ireland, Commonwealth
    ltd: ltd, limited, limtd, l t d, company limited, co limited, co ltd, company ltd, and co ltd, and co limited
        and company limited, private limited, pvt limited, pvt ltd, private ltd, p ltd, ltd co, limited company
        ltd liability company
    plc: plc, p l c, public limited company, public ltd co, public limited
    llp: llp, l l p, limited liability partnership
    lp: lp, l p, limited partnership
    cic: cic, community interest company
    unltd: unltd, ultd, unlimited, unlimited company
    dac: dac, designated activity company
    pty_ltd: pty ltd, pty limited, proprietary limited, proprietary ltd, pty
    pte_ltd: pte ltd, pte limited, pte
    sdn_bhd: sdn bhd, sendirian berhad
    bhd: bhd, berhad
    ulc: ulc, unlimited liability company
    # United States, Canada
    inc: inc, incorporated, incorp, inc corp, and co inc, co inc, company inc
    corp: corp, corporation, corpn, corporate
    co: co, company, and co, and company, and cie, compagnie, and compagnie, cie, comp, and comp
    llc: llc, l l c, limited liability company, limited liability co, ltd liability co
    lllp: lllp, l l l p
    pllc: pllc, p l l c, professional limited liability company
    pc: pc, p c, professional corporation, prof corp
    pa: p a
    ltee: ltee, limitee
    # Germany, Austria, Switzerland
    gmbh: gmbh, g m b h, ges m b h, gesmbh, gesellschaft mbh, gesellschaft m b h, ges mbh
        gesellschaft mit beschraenkter haftung, ges m beschr haftung, mbh, m b h, mit beschraenkter haftung, ggmbh, gmh
        gemeinnuetzige gmbh
    gmbh_co_kg: gmbh and, gmbh and c, gmbh and co k, gmh and co kg
        gmbh and co kg, gmbh co kg, gmbh u co kg, gmbh and cokg, gmbh and co kommanditgesellschaft, gmbh and co
        gesellschaft mbh and co kg, gmbh and compagnie kg, gmbh and cie kg, mbh and co kg
    gmbh_co_kgaa: gmbh and co kgaa, gmbh co kgaa
    gmbh_co_ohg: gmbh and co ohg, gmbh co ohg
    ag: ag, a g, aktiengesellschaft, aktien gesellschaft, actiengesellschaft, actien gesellschaft, act ges, akt ges
        aktges, actges, aktienges, actienges, aktien ges, actien ges, a ges, aktiengesellsch, actiengesellsch
        akt gesellschaft, act gesellschaft, actien gesellsch, aktien gesellsch, aktiengeselschaft
    ag_co_kg: ag and co kg, ag co kg
    ag_co_kgaa: ag and co kgaa, ag co kgaa
    kgaa: kgaa, k g a a, kommanditgesellschaft auf aktien, kommandit gesellschaft auf aktien
        commanditgesellschaft auf actien, kommanditgesellschaft auf actien, commandit gesellschaft auf actien
    kg: kg, k g, kommanditgesellschaft, kommandit gesellschaft, commanditgesellschaft, komm ges, and co kg, and cie kg
        co kg
    ohg: ohg, o h g, offene handelsgesellschaft, and co ohg, oeg
    og: og, offene gesellschaft
    gbr: gbr, g b r, gesellschaft buergerlichen rechts, bgb gesellschaft, gdbr
    ug: ug, ug haftungsbeschraenkt, unternehmergesellschaft, unternehmergesellschaft haftungsbeschraenkt, mini gmbh
    ug_co_kg: ug and co kg, ug haftungsbeschraenkt and co kg
    ev: e v, ev, eingetragener verein
    eg: e g, eg, eingetragene genossenschaft, e g m b h, egmbh, eingetragene genossenschaft mit beschraenkter haftung
    ek: e k, ek, e kfm, e kfr, eingetragener kaufmann, eingetragene kauffrau
    eu: e u
    se: se, societas europaea
    se_co_kg: se and co kg
    se_co_kgaa: se and co kgaa
    partg: partg, partgmbb, partg mbb, partnerschaft, partnerschaftsgesellschaft
    gewerkschaft: gewerkschaft
    stiftung: stiftung and co kg
    # France, Belgium, Luxembourg
    sa: sa, s a, societe anonyme, sociedad anonima, societa anonima, sociedade anonima
        spolka akcyjna
    sarl: sarl, s a r l, s a rl, societe a responsabilite limitee
    sas: sas, s a s, societe par actions simplifiee
    sasu: sasu, s a s u
    eurl: eurl, e u r l
    snc: snc, s n c, societe en nom collectif, societa in nome collettivo
    sca: sca, s c a
    scs: scs, s c s
    sci: sci, s c i
    scop: scop
    gie: gie, g i e
    sprl: sprl, s p r l
    srl_be: bv srl
    asbl: asbl, a s b l, vzw, v z w
    # Netherlands, Flanders
    bv: bv, b v, besloten vennootschap, bvba, b v b a
    nv: nv, n v, naamloze vennootschap
    vof: vof, v o f, vennootschap onder firma
    cv: cv, c v, coop
    # Italy
    spa: spa, s p a, societa per azioni
    srl: srl, s r l, societa a responsabilita limitata, srls, s r l s, sociedad de responsabilidad limitada, s de r l
        s de rl
    sapa: sapa, s a p a
    # Spain, Portugal, Latin America
    sl: sl, s l, sociedad limitada, slu, s l u
    sau: sau, s a u
    slne: slne, s l n e
    lda: lda, limitada, l da
    ltda: ltda, l t d a
    sa_de_cv: sa de cv, s a de c v, sociedad anonima de capital variable, sapi de cv, s a p i de c v
    s_de_rl_de_cv: s de rl de cv, s de r l de c v
    eireli: eireli
    scoop: s coop, sociedad cooperativa
    # Nordic countries
    ab: ab, a b, aktiebolag, aktiebolaget, ab publ
    hb: hb, handelsbolag
    kb: kb, kommanditbolag
    as: a s, as, aksjeselskap, aktieselskab, aktieselskabet, aksjeselskapet
    asa: asa, a s a, allmennaksjeselskap
    aps: aps, anpartsselskab, ap s
    is: i s
    ks: k s
    oy: oy, osakeyhtioe, o y, osakeyhtio
    oyj: oyj, abp, oyj abp, julkinen osakeyhtioe
    ky: ky
    hf: hf, h f
    ehf: ehf, e h f
    # Central and eastern Europe
    sp_z_oo: sp z o o, sp z oo, spolka z o o, spolka z ograniczona odpowiedzialnoscia, spzoo, sp zoo
    sp_k: sp k, spolka komandytowa
    sp_j: sp j, spolka jawna
    sro: sro, s r o, spol s r o, spolocnost s rucenim obmedzenym, spolecnost s rucenim omezenym
    vos: v o s
    doo: doo, d o o
    dd: d d
    ad: a d
    ood: ood, o o d
    ead: ead
    eood: eood
    kft: kft, korlatolt feleloessegue tarsasag
    zrt: zrt
    nyrt: nyrt
    bt: bt
    uab: uab, u a b
    sia: sia
    ou: oue, osaueuhing, osauhing
    as_ee: aktsiaselts
    ooo: ooo, o o o, obshchestvo s ogranichennoy otvetstvennostyu
    oao: oao, pao, ao, zao, otkrytoye aktsionernoye obshchestvo, aktsionernoye obshchestvo
    tov: tov
    epe: e p e
    ae: a e
    as_tr: anonim sirketi, a s tr
    ltd_sti: ltd sti, limited sirketi
    # Asia
    kk: kk, k k, kabushiki kaisha, kabushiki gaisha
    gk: godo kaisha
    pt: pt, p t
    tbk: tbk, persero tbk
    jsc: jsc, j s c, joint stock company
    wll: wll, w l l
    fze: fze, fzco, fz llc, fzc
    psc: pjsc
    sae: s a e
    sal: s a l
    co_ltd_cn: youxiangongsi, gufenyouxiangongsi
    """
)

# Clear enough to be taken from the front of a name.
AT_FRONT = words("ag gmbh ab pt ooo oao uab oy sia sarl sa sas sci tov eurl snc")
# Clear enough to be taken from the middle, where old registers put them: "Actien-Gesellschaft für Braunkohlen".
IN_MIDDLE = words("ag gmbh gmbh_co_kg kgaa plc llc llp gmbh_co_kgaa")
# A form that a field's end has cut so short that it may be several.
CUT = "cut"
# A word that says little: a form in the middle is preferred to it.
WEAK_FORMS = words("co cut")

# Words for "and", one in the comparable form.
AND_WORDS = words("and und u et en og och plus n ja y")

# Standing of the company, not its name: at the end.
STATES = entries(
    """
    in liquidation, in liqu, i liqu, in liq, in liquid, i l, i liq, in liquidazione, en liquidation, in insolvenz
    in konkurs
    in administration, in receivership, dissolved, aufgeloest, erloschen, formerly, trading as, t a, d b a, dba
    doing business as
    """
)
# Standing that registers also put before the seat: "in Liqu. zu Striegau".
STATES_ANYWHERE = entries("in liquidation, in liqu, in liquid, in liq, i liqu")

BRANCH_WORDS = words(
    """
    branch branches office offices headquarters headquarter hq depot filiale niederlassung zweigniederlassung
    zweigstelle
    hauptsitz hauptverwaltung zentrale standort werk store outlet site division succursale agence agencia sucursal
    vestiging filiaal oddzial filia filial
    """
)
# Before the town of a company's seat in German registers.
SEAT_WORDS = words("in zu sitz")
FORMERLY_WORDS = words("vorm vormals frueher formerly previously")

# Abbreviated forms as they are written, for names stated in lower case.
SHOWN_FORMS = {
    shown.lower(): shown
    for shown in (
        *("GmbH", "gGmbH", "mbH", "KG", "KGaA", "AG", "OHG", "OG", "GbR", "UG", "eG", "eK", "e.K.", "eV", "e.V.", "SE"),
        *("LLC", "LLP", "PLC", "LP", "CIC", "BV", "NV", "VOF", "CV", "SA", "SAS", "SASU", "SARL", "EURL", "SNC", "SCI"),
        *("SpA", "SRL", "SL", "SLU", "AB", "AS", "ASA", "ApS", "OY", "OYJ", "z", "o.o.", "u.", "und", "et", "y", "en"),
    )
}

LEADING_ARTICLES = words("the")

# Said in a company's field by people who have none.
NO_ORGANISATION = entries(
    """
    self employed, selfemployed, self, retired, none, unemployed, not employed, private, privat, privatperson
    private person
    individual, student, homemaker, housewife, freelance, freelancer, test, company, firma, business, test company
    test gmbh
    test firma, no company, my company, acme test, null, tbd, na
    """
)
