"""United Kingdom. Nicknames are shared with the United States."""

from mdm.simulate.chance import Ranked, Tail, Vocabulary, phrases, table, words
from mdm.simulate.countries.us import NICKNAMES
from mdm.simulate.country import Country, towns

MEN = words("""
David John Michael Paul Andrew James Stephen Peter Robert Richard Mark Christopher Ian Simon Matthew Anthony
William Alan Daniel Kevin Thomas Steven Philip Martin Neil Jonathan Stuart Graham Brian Gary Keith Jason Adam
Benjamin Darren Lee Nigel Barry Joseph George Edward Colin Craig Roger Scott Ryan Luke Jack Oliver Harry Charlie
Alfie Oscar Archie Leo Henry Freddie Arthur Noah Muhammad Mohammed Imran Sanjay Raj Gareth Rhys Owen Dylan
Callum Ewan Angus Hamish Duncan Alasdair Fraser Rory Connor Declan Liam Sean Patrick Gordon Kenneth Derek Trevor
Clive Geoffrey Raymond Dennis Leslie Norman Ronald Roy Samuel Joshua Nathan Aaron Jake Lewis Kieran Jamie
Dominic Rupert Hugo Toby Giles Alistair
""")
WOMEN = words("""
Susan Margaret Sarah Christine Patricia Elizabeth Helen Karen Julie Linda Jacqueline Emma Jane Mary Barbara
Claire Nicola Ann Lisa Catherine Janet Angela Carol Amanda Rachel Alison Michelle Joanne Samantha Deborah Louise
Victoria Rebecca Laura Sharon Anne Jennifer Gillian Lynn Wendy Maureen Pauline Kathleen Hannah Charlotte Lucy
Jessica Sophie Emily Katie Olivia Amelia Isla Ava Ivy Freya Florence Poppy Daisy Alice Grace Evie Ruby Phoebe
Imogen Harriet Georgina Fiona Kirsty Morag Eilidh Catriona Sian Rhiannon Bronwen Megan Cerys Bethan Aisha Fatima
Priya Yasmin Joan Jean Dorothy Sheila Joyce Doreen Beryl Brenda Marjorie Hilary Judith Frances Heather Tracey
Donna Dawn Gemma Kelly Stacey Zoe Abigail Beth Holly Molly
""")
FAMILIES = words("""
Smith Jones Williams Taylor Brown Davies Evans Wilson Thomas Johnson Roberts Robinson Thompson Wright Walker
White Edwards Hughes Green Hall Lewis Harris Clarke Patel Jackson Wood Turner Martin Cooper Hill Ward Morris
Moore Clark Lee King Baker Harrison Morgan Allen James Scott Phillips Watson Davis Parker Price Bennett Young
Griffiths Mitchell Kelly Cook Carter Richardson Bailey Collins Bell Shaw Murphy Miller Cox Richards Khan
Marshall Anderson Simpson Ellis Adams Singh Begum Wilkinson Foster Chapman Powell Webb Rogers Gray Mason Ali
Hunt Hussain Campbell Matthews Owen Palmer Holmes Mills Barnes Knight Lloyd Butler Russell Barker Fisher Stevens
Jenkins Murray Dixon Harvey Graham Pearson Ahmed Fletcher Walsh Kaur Gibson Howard Andrews Stewart Elliott
Reynolds Saunders Payne Fox Ford Pearce Day Brooks West Lawrence Cole Atkinson Bradley Spencer Gill Dawson Watts
Burton O'Brien O'Neill MacDonald MacLeod McKenzie McIntyre Fraser Sinclair Douglas Cameron Ferguson Hamilton
Reid Ross Stirling Drummond Llewellyn Pritchard Vaughan Bowen Rees Howells Probert Booth Hargreaves Ashworth
Sutcliffe Entwistle Crossley Heaton Barraclough Whitaker Armitage Fairfax Featherstone Bickerstaff Cholmondeley
Pemberton Thistlethwaite Winterbottom Higginbotham Ramsbottom Longbottom Postlethwaite Okafor Adeyemi Mensah
Nowak
""")
FAMILY_TAIL = Tail(
    words("""
        Ack Alder Apple Ark Ash Bagg Bar Bent Bick Birken Bot Brad Bram Brough Buck Chal Clay Clif Col Cran Crow
        Dar Den Dun Eccle Eller Farn Fen Gar Gat Gil Had Har Hart Hazel Heb Hors Hox Keb Kirk Lang Led Lin Lock
        Mal Mar Mel Nor Oaken Ox Pen Pick Ran Raven Rush Sand Scar Shel Stan Sut Thorn Til Wad Wal Whit Win Wool
    """),
    words("""
        borough bottom bourne bury by combe cott croft dale den don field ford gate greave ham hurst ington kirk
        land leigh ley low man more ock ridge royd shaw side son stall stead stone thorpe ton twistle wade well
        wick wood worth
    """),
    ("", "er", "en", "ing", "ar", "el", "s", "on", "ers", "le", "ow", "ick", "ell", "um", "ish", "am"),
)
TOWNS = towns("""
London | Greater London | SE | 207
London | Greater London | SW | 208
London | Greater London | NW | 203
Birmingham | West Midlands | B | 1212
Manchester | Greater Manchester | M | 1612
Leeds | West Yorkshire | LS | 1132
Glasgow | Glasgow City | G | 1412
Sheffield | South Yorkshire | S | 1142
Liverpool | Merseyside | L | 1517
Bristol | Bristol | BS | 1179
Edinburgh | Midlothian | EH | 1312
Leicester | Leicestershire | LE | 1162
Coventry | West Midlands | CV | 2476
Bradford | West Yorkshire | BD | 1274
Cardiff | South Glamorgan | CF | 2920
Belfast | County Antrim | BT | 2890
Nottingham | Nottinghamshire | NG | 1159
Newcastle upon Tyne | Tyne and Wear | NE | 1912
Southampton | Hampshire | SO | 2380
Portsmouth | Hampshire | PO | 2392
Plymouth | Devon | PL | 1752
Reading | Berkshire | RG | 1189
Derby | Derbyshire | DE | 1332
Wolverhampton | West Midlands | WV | 1902
Swansea | West Glamorgan | SA | 1792
Aberdeen | Aberdeenshire | AB | 1224
Norwich | Norfolk | NR | 1603
Oxford | Oxfordshire | OX | 1865
Cambridge | Cambridgeshire | CB | 1223
York | North Yorkshire | YO | 1904
Exeter | Devon | EX | 1392
Gloucester | Gloucestershire | GL | 1452
Ipswich | Suffolk | IP | 1473
Bath | Somerset | BA | 1225
Dundee | Angus | DD | 1382
Inverness | Highland | IV | 1463
""")
RURAL = towns("""
- | Cumbria | CA | 1228
- | Lincolnshire | LN | 1522
- | Kent | CT | 1227
- | Cornwall | TR | 1872
- | Shropshire | SY | 1743
- | Dorset | DT | 1305
- | Powys | LD | 1597
- | Perthshire | PH | 1738
""")
TOWN_TAIL = Tail(
    words("""
        Ash Ald Bark Birch Bram Brig Brough Burn Chip Clap Cole Dar Ding Down East Elm Farn Hales Har Hasle High
        Hol Kel Kirk Lang Long Mal Mar Nether Nor Over Pen Rams Salt Sher Stan Stoke Sut Thorn Up Wal Wester
        Whit Winch Wool
    """),
    words("ton ham ley ford bury borough by worth mere wick combe don field stead minster bridge"),
    ("", "ing", "er", "en"),
)
STREETS = Vocabulary(
    Ranked(
        phrases("""
            High Street, Station Road, Main Street, Park Road, Church Road, Church Street, London Road, Victoria
            Road, Green Lane, Manor Road, Church Lane, Park Avenue, The Avenue, The Crescent, Queens Road, New
            Road, Grange Road, Kings Road, Kingsway, Windsor Road, Highfield Road, Mill Lane, Alexander Road,
            York Road, St. John's Road, Main Road, Broadway, King Street, The Green, Springfield Road, George
            Street, Park Lane, Victoria Street, Albert Road, Queensway, New Street, Queen Street, West Street,
            North Street, Manchester Road, The Grove, Richmond Road, Grove Road, South Street, School Lane, The
            Drive, North Road, Stanley Road, Chester Road, Mill Road, Orchard Close, Meadow Way
        """),
        8.0,
    ),
    Tail(
        words("""
            Abbey Acorn Alder Ashley Barton Beech Bramble Brook Canterbury Carlton Castle Cedar Chapel Clarence
            Cromwell Derwent Dover Elgin Fern Gladstone Hawthorn Hazel Heath Holly Juniper Kestrel Larch Laurel
            Lime Lodge Maple Nelson Norfolk Orchard Poplar Priory Rowan Salisbury Silver Tennyson Trinity
            Wellington Willow Wood
        """),
        (" Road", " Street", " Close", " Lane", " Avenue", " Drive", " Gardens", " Terrace", " Court", " Mews"),
        ("", "field", "wood", "hill"),
    ),
    0.4,
    60.0,
)
LEGAL_FORMS = table("""
Ltd | Limited | Ltd. | Co. Ltd
PLC | plc | Public Limited Company | P.L.C.
LLP | Limited Liability Partnership | L.L.P.
CIC | Community Interest Company
& Sons | and Sons | & Sons Ltd
""")

GB = Country(
    code="GB", share=0.15, language="en", spellings=("GB", "United Kingdom", "UK", "Great Britain", "GBR"),
    women=Ranked(WOMEN), men=Ranked(MEN), families=Vocabulary(Ranked(FAMILIES, 18.0), FAMILY_TAIL, 0.32),
    towns=Ranked(TOWNS, 3.0), town_tail=TOWN_TAIL, rural=RURAL, streets=STREETS,
    postcode_pattern="# #@@", unit_pattern=("Flat #", "Flat ##", "Unit #"),
    line="{house} {street}", one_line="{house} {street}, {city}, {postcode}",
    dial="44", trunk="0", landline_length=10,
    mobiles=("7400######", "7500######", "7710######", "7725######", "7760######", "7801######", "7890######",
             "7900######", "7912######", "7540######"),
    salutations=("Mrs", "Mr"),
    mail_hosts=Ranked(words("gmail.com hotmail.co.uk yahoo.co.uk outlook.com btinternet.com sky.com icloud.com"), 2.0),
    top_level="co.uk", legal_forms=LEGAL_FORMS,
    abbreviations=(("Street", "St"), ("Road", "Rd"), ("Avenue", "Ave"), ("Close", "Cl"), ("Lane",
    "Ln"), ("Gardens", "Gdns"),
                   ("Terrace", "Ter"), ("Saint", "St")),
    nicknames=NICKNAMES, titles=("Dr", "Prof", "Rev"), middle_share=0.35, town_tail_share=0.3,
)  # fmt: skip
