"""France."""

from mdm.simulate.chance import Ranked, Tail, Vocabulary, phrases, table, words
from mdm.simulate.country import Country, nicknames, towns

MEN = words("""
Jean Pierre Michel Philippe Alain Nicolas Patrick Christophe Bernard Daniel Laurent Frédéric Julien David Éric
Thierry Stéphane Sébastien Jacques Pascal Gérard Olivier Christian Thomas Alexandre Dominique Bruno Vincent
Guillaume Antoine Jérôme Gilles André François Didier Marc Gérald Maxime Romain Franck René Fabrice Jean-Pierre
Jean-Charles Jean-Luc Serge Hervé Denis Roger Benoît Cédric Mathieu Yves Arnaud Kévin Emmanuel Quentin Florian
Guy Jean-Marc Jean-François Anthony Lucas Hugo Louis Gabriel Arthur Jules Raphaël Léo Théo Nathan Ludovic Xavier
Yann Loïc Fabien Grégory Mickaël Mohamed Karim Rachid Ahmed Samir Youssef Baptiste Clément Adrien Damien
Corentin Erwan Gaël Étienne Rémi Simon Valentin
""")
WOMEN = words("""
Marie Nathalie Isabelle Sylvie Catherine Françoise Martine Christine Monique Valérie Sandrine Véronique Nicole
Stéphanie Sophie Anne Céline Chantal Patricia Julie Aurélie Brigitte Christelle Jacqueline Laurence Émilie
Virginie Michèle Camille Jeanne Hélène Pauline Élodie Caroline Laura Danielle Mathilde Corinne Marine Élisabeth
Sarah Delphine Audrey Florence Karine Léa Charlotte Lucie Claire Agnès Mélanie Annie Manon Chloé Emma Louise
Jade Alice Inès Juliette Marion Laetitia Séverine Anaïs Béatrice Cécile Geneviève Odile Solange Yvette Colette
Josiane Ginette Evelyne Marie-Laure Marie-Christine Anne-Marie Fatima Nadia Samira Leïla Gaëlle Maëlle Noémie
Océane Clémence Margaux Justine Amandine Vanessa Sabrina
""")
FAMILIES = words("""
Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David
Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure André
Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas
Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun
Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy
Leroux Colin Vidal Caron Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois
Pierre Benoit Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert Berger
Carpentier Sanchez Dupuis Moulin Louis Deschamps Huet Vasseur Perez Boucher Fleury Royer Klein Jacquet Adam
Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier Ménard Maillard Baron Bertin Bailly Hervé
Schneider Fernandez Collet Léger Bouvier Julien Prévost Millet Perrot Daniel Cousin Germain Breton Besson
Langlois Rémy Pelletier Lévêque Perrier Leblanc Barré Lebrun Marchal Weber Mallet Hamon Boulanger Jacob Monnier
Michaud Rodriguez Guichard Gillet Étienne Grondin Poulain Tessier Chevallier Collin Chauvin Bouchet Gay Lemaître
Bénard Maréchal Humbert Reynaud Antoine Hoarau Perret Barthélemy Cordier Pichon Lejeune Gilbert Lamy Delaunay
Pasquier Carlier Laporte Benali Bouzid Traoré Diallo Diop
""")
FAMILY_TAIL = Tail(
    words("""
        Aube Bar Beau Bel Berth Bois Bon Bour Brach Cham Chant Char Chau Cour Daux De Dela Des Du Fay Font Gal
        Gar Gou Grand Haut Jol La Lac Lan Lav Mar Mau Mer Mon Mont Mor Nor Pail Pel Pon Prad Rav Ren Rib Roc Rou
        Sal Sauv Ser Tail Tour Val Vau Ver Vil
    """),
    words("""
        ais ancourt and ard at aud ault bert bois champ chet croix deau don eau er ert et fort gnac ier ière in
        lac let lieu lon mont nard net nier oux pin quet rac ret rin ron sac tier ton val vier ville
    """),
    ("", "e", "i", "en", "ar", "el", "o", "ou", "an", "er", "il", "on", "in", "ai", "au", "ette"),
)
TOWNS = towns("""
Paris | Île-de-France | 75 | 142
Marseille | Provence-Alpes-Côte d'Azur | 13 | 491
Lyon | Auvergne-Rhône-Alpes | 69 | 472
Toulouse | Occitanie | 31 | 561
Nice | Provence-Alpes-Côte d'Azur | 06 | 493
Nantes | Pays de la Loire | 44 | 240
Montpellier | Occitanie | 34 | 467
Strasbourg | Grand Est | 67 | 388
Bordeaux | Nouvelle-Aquitaine | 33 | 556
Lille | Hauts-de-France | 59 | 320
Rennes | Bretagne | 35 | 299
Reims | Grand Est | 51 | 326
Toulon | Provence-Alpes-Côte d'Azur | 83 | 494
Saint-Étienne | Auvergne-Rhône-Alpes | 42 | 477
Le Havre | Normandie | 76 | 235
Grenoble | Auvergne-Rhône-Alpes | 38 | 476
Dijon | Bourgogne-Franche-Comté | 21 | 380
Angers | Pays de la Loire | 49 | 241
Clermont-Ferrand | Auvergne-Rhône-Alpes | 63 | 473
Brest | Bretagne | 29 | 298
Limoges | Nouvelle-Aquitaine | 87 | 555
Tours | Centre-Val de Loire | 37 | 247
Amiens | Hauts-de-France | 80 | 322
Metz | Grand Est | 57 | 387
Besançon | Bourgogne-Franche-Comté | 25 | 381
Orléans | Centre-Val de Loire | 45 | 238
Rouen | Normandie | 76 | 232
Caen | Normandie | 14 | 231
Nancy | Grand Est | 54 | 383
Avignon | Provence-Alpes-Côte d'Azur | 84 | 490
Poitiers | Nouvelle-Aquitaine | 86 | 549
""")
RURAL = towns("""
- | Occitanie | 12 | 565
- | Bourgogne-Franche-Comté | 89 | 386
- | Nouvelle-Aquitaine | 24 | 553
- | Grand Est | 88 | 329
- | Centre-Val de Loire | 18 | 248
- | Bretagne | 22 | 296
""")
TOWN_TAIL = Tail(
    (
        "Saint-",
        "Sainte-",
        "Mont",
        "Ville",
        "Château",
        "Beau",
        "Bois-",
        "Pont-",
        "Neuf",
        "La Roche-",
        "Le Mesnil-",
        "Cour",
        "Fontaine-",
    ),
    words("""
        Aubin Avit Benoît Bernin Brice Céré Cloud Didier Émilion Fargeau Genès Germain Hilaire Jory Julien
        Laurent Loup Mandé Marcel Martin Maur Michel Nazaire Omer Ouen Palais Priest Quentin Rambert Romain
        Sauveur Sernin Thibault Vallier Yrieix
    """),
    ("", "la-", "le-"),
)
STREETS = Vocabulary(
    Ranked(
        phrases("""
            Rue de l'Église, Place de l'Église, Grande Rue, Rue du Moulin, Place de la Mairie, Rue du Château,
            Rue des Écoles, Rue de la Mairie, Rue Principale, Rue du Stade, Rue de la Gare, Rue Jean Moulin, Rue
            Pasteur, Rue Victor Hugo, Avenue de la République, Rue des Lilas, Boulevard Gambetta, Rue du 8 Mai
            1945, Rue de la Fontaine, Rue Jean Jaurès, Avenue du Général de Gaulle, Impasse des Roses, Rue des
            Jardins, Rue Saint-Jean, Chemin des Vignes, Rue Molière, Rue Voltaire, Rue Émile Zola, Avenue Jean
            Jaurès, Place du Marché, Rue de Paris, Rue Nationale, Quai de la Loire, Allée des Tilleuls, Rue des
            Acacias, Boulevard Victor Hugo, Rue Carnot, Rue de Verdun, Avenue Foch, Rue du Puits, Rue de la
            Poste, Rue des Vergers, Rue du Lavoir, Route de Bordeaux, Chemin du Bois, Rue Ambroise Paré
        """),
        8.0,
    ),
    Tail(
        ("Rue ", "Avenue ", "Boulevard ", "Impasse ", "Allée ", "Chemin ", "Place "),
        phrases("""
            des Alouettes, des Amandiers, des Bleuets, des Bouleaux, des Capucines, des Cerisiers, des Chênes,
            des Érables, des Frênes, des Genêts, des Glycines, des Hirondelles, des Iris, des Lavandes, des
            Marronniers, des Mimosas, des Noyers, des Oliviers, des Ormes, des Peupliers, des Pins, des
            Platanes, des Sapins, des Tulipes, du Commerce, du Four, du Parc, du Port, de la Paix, de la
            Liberté, de la Forge, de la Vallée, Albert Camus, Auguste Rodin, Condorcet, Descartes, Diderot,
            George Sand, Jules Ferry, Jules Verne, Lamartine, Louis Blériot, Marie Curie, Mermoz, Montaigne,
            Paul Cézanne, Ronsard
        """),
    ),
    0.35,
    60.0,
)
LEGAL_FORMS = table("""
SARL | S.A.R.L. | Sarl
SAS | S.A.S. | Société par actions simplifiée
SA | S.A. | Société anonyme
EURL | E.U.R.L.
SNC | S.N.C.
SASU | S.A.S.U.
""")
NICKNAMES = nicknames("""
Alexandre | Alex
Anthony | Tony
Antoine | Toine
Benoît | Ben
Christophe | Chris
Dominique | Dom
Emmanuel | Manu
Frédéric | Fred
Grégory | Greg
Guillaume | Guigui Will
Jean-Charles | J-C
Jean-Pierre | J-P
Laurent | Lolo
Mathieu | Matt
Maxime | Max
Michel | Mimi
Mickaël | Mika
Nicolas | Nico
Philippe | Phil
Sébastien | Seb
Stéphane | Steph
Vincent | Vince
Catherine | Cathy
Élisabeth | Babeth
Françoise | Fanfan
Isabelle | Isa
Marie-Christine | Marie-Chris
Nathalie | Nath
Patricia | Pat
Sandrine | Sandy
Stéphanie | Steph
Valérie | Val
Véronique | Véro
Virginie | Ginie
""")

FR = Country(
    code="FR", share=0.1, language="fr", spellings=("FR", "France", "FRA"),
    women=Ranked(WOMEN), men=Ranked(MEN), families=Vocabulary(Ranked(FAMILIES, 18.0), FAMILY_TAIL, 0.34),
    towns=Ranked(TOWNS, 3.0), town_tail=TOWN_TAIL, rural=RURAL, streets=STREETS,
    postcode_pattern="##0", unit_pattern=("Apt #", "Bât. @", "Esc. @"),
    line="{house} {street}", one_line="{house} {street}, {postcode} {city}",
    dial="33", trunk="0", landline_length=9,
    mobiles=("61#######", "62#######", "66#######", "67#######", "68#######", "76#######", "77#######"),
    salutations=("Mme", "M."),
    mail_hosts=Ranked(words("gmail.com orange.fr free.fr hotmail.fr wanadoo.fr laposte.net sfr.fr yahoo.fr"), 2.0),
    top_level="fr", legal_forms=LEGAL_FORMS,
    abbreviations=(("Avenue", "Av."), ("Boulevard", "Bd"), ("Rue", "R."), ("Place", "Pl."),
    ("Impasse", "Imp."), ("Saint", "St")),
    nicknames=NICKNAMES, titles=("Dr", "Me"), middle_share=0.06,
)  # fmt: skip
