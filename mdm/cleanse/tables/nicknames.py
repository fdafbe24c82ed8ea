"""Short and pet forms beyond the English ones of the nicknames package, folded."""

from __future__ import annotations

from mdm.cleanse.tables import table

# In the package's table, and wrong: they would make William a Robert.
NOT_NICKNAMES = table(
    """
    robert: bill, billy
    wilma: william
    """
)
MORE_NICKNAMES = table(
    """
    # German
    alexander: alex, sascha, sandro, xander
    alexandra: alex, sandra, sascha
    andreas: andi, andy
    anton: toni
    barbara: babsi, baerbel
    benjamin: benni, benny
    bernhard: bernd
    brigitte: gitte, gitta, biggi
    christian: chris
    christina: tina, chris
    christoph: chris, stoffel
    dietrich: dieter
    dorothea: dora, doro, thea
    eduard: edi
    elisabeth: elise, lisa, lisbeth, liesel, sissi, elli, bettina, betti, else, ilse
    ferdinand: ferdi
    franziska: franzi, sissi
    friedrich: fritz, fred, friedel
    gabriele: gabi, gaby
    georg: schorsch, joerg, juergen
    gerhard: gerd, gert
    gertrud: trude
    guenther: guenter
    heinrich: heinz, heiner, hinrich
    helene: lena, leni, hella
    jakob: jockel
    johann: hans, hannes, jan, johannes
    johanna: hanna, hanne
    johannes: hans, hannes, jan, johann
    josef: sepp, beppo, jupp, joschi, josi
    josefine: josi, fine
    karoline: karo, line
    katharina: kathi, kaethe, katja, katrin, kati, trine
    klaus: claus
    konrad: conny, kurt
    leonhard: leo
    ludwig: lutz, wiggerl
    magdalena: lena, leni, magda
    manfred: manni, fred
    margarete: grete, gretel, greta, gitta, margot, marga
    maria: mia, mitzi, ria
    martin: maddin
    mathilde: hilde, tilda
    matthias: mathias, matze, hias
    maximilian: max, maxi
    michael: michi, michel, micha
    nikolaus: klaus, niko, nico, claus
    philipp: phil, lippi
    rudolf: rudi, rolf
    sebastian: basti, wastl, bastian
    siegfried: siggi, sigi
    stefan: steffen, steff
    stephan: stefan, steffen
    susanne: susi, sanne
    theodor: theo
    theresia: resi, thea
    thomas: tom, tommi
    ulrich: uli, ulli
    ulrike: uli, ulli, rike
    ursula: uschi, ulla
    veronika: vroni
    viktoria: vicky, vicki
    walter: walther
    wilhelm: willi, willy, wim
    wolfgang: wolf, wolfi
    # Spanish, Portuguese
    antonio: toni, tono, tonio
    concepcion: concha, conchita
    dolores: lola
    eduardo: edu, lalo
    enrique: quique, kike
    ernesto: neto
    francisco: paco, pancho, curro, fran, chico
    guadalupe: lupe
    guillermo: memo, guille
    ignacio: nacho
    isabel: chabela, isa, bel
    jesus: chuy
    joaquin: quino
    jose: pepe, chepe
    josefa: pepa
    juan: juanito
    luis: lucho, luisito
    manuel: manolo, manu
    mercedes: merche
    miguel: migue
    pilar: pili
    rafael: rafa
    ramon: moncho
    roberto: beto
    rosario: charo
    santiago: santi, diego
    teresa: tere
    vicente: chente
    # French, Italian, Dutch, Polish, Russian
    emmanuel: manu
    frederic: fred
    sebastien: seb
    nicolas: nico
    stephane: steph
    veronique: vero
    dominique: dom
    giovanni: gianni, nino, vanni
    giuseppe: beppe, pino, peppe
    luigi: gigi
    salvatore: toto, salvo
    vincenzo: enzo
    cornelis: kees, cor
    hendrik: henk, rik
    petrus: piet, peter
    willem: wim, pim
    aleksander: olek, sasha
    katarzyna: kasia
    malgorzata: gosia
    krzysztof: krzysiek
    stanislaw: staszek
    agnieszka: aga
    tadeusz: tadek
    aleksandr: sasha, sascha
    dmitriy: dima
    vladimir: vova, volodya
    mikhail: misha
    ivan: vanya
    nikolay: kolya
    sergey: seryozha
    yekaterina: katya
    tatyana: tanya
    yevgeniy: zhenya
    """
)
