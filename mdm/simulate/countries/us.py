"""United States of America."""

from mdm.simulate.chance import Ranked, Tail, Vocabulary, phrases, table, words
from mdm.simulate.country import Country, nicknames, towns

MEN = words("""
James Michael Robert John David William Richard Joseph Thomas Christopher Charles Daniel Matthew Anthony Mark
Steven Donald Andrew Joshua Paul Kenneth Kevin Brian Timothy Ronald Jason George Edward Jeffrey Ryan Jacob
Nicholas Gary Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander Patrick Frank
Raymond Jack Dennis Jerry Tyler Aaron Jose Adam Nathan Henry Zachary Douglas Peter Kyle Noah Ethan Jeremy
Christian Walter Keith Austin Roger Terry Sean Gerald Carl Dylan Harold Jordan Jesse Bryan Lawrence Arthur
Gabriel Bruce Logan Billy Joe Alan Juan Elijah Willie Albert Wayne Randy Mason Vincent Liam Roy Bobby Caleb
Bradley Russell Lucas Luis Carlos Miguel Jesus Darnell Tyrone Malik Wei Hiroshi
""")
WOMEN = words("""
Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Karen Sarah Lisa Nancy Sandra Ashley Emily Kimberly
Betty Margaret Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Amy Kathleen
Angela Dorothy Shirley Emma Brenda Nicole Pamela Samantha Anna Katherine Christine Debra Rachel Olivia Carolyn
Maria Janet Heather Diane Catherine Julie Victoria Helen Joyce Lauren Kelly Christina Joan Judith Ruth Hannah
Evelyn Andrea Virginia Megan Cheryl Jacqueline Madison Teresa Abigail Sophia Martha Sara Gloria Janice Kathryn
Ann Isabella Judy Charlotte Julia Grace Amber Alice Jean Denise Frances Danielle Marilyn Natalie Beverly Diana
Brittany Theresa Kayla Alexis Doris Lori Tiffany Rosa Guadalupe Latoya Keisha Mei Yuki Priya
""")
FAMILIES = words("""
Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson
Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson
Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell
Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris
Morales Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward
Richardson Watson Brooks Chavez Wood James Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders Patel
Myers Long Ross Foster Jimenez Powell Jenkins Perry Russell Sullivan Bell Coleman Butler Henderson Barnes
Gonzales Fisher Vasquez Simmons Romero Jordan Patterson Alexander Hamilton Graham Reynolds Griffin Wallace
Moreno West Cole Hayes Bryant Herrera Gibson Ellis Tran Medina Aguilar Stevens Murray Ford Castro Marshall Owens
Harrison Fernandez McDonald Woods Washington Kennedy Wells Vargas Henry Chen Freeman Webb Tucker Guzman Burns
Crawford Olson Simpson Porter Hunter Gordon Mendez Silva Shaw Snyder Mason Dixon Munoz Hunt Hicks Holmes Palmer
Wagner Black Robertson Boyd Rose Stone Salazar Fox Warren Mills Meyer Rice Schmidt Garza Daniels Ferguson
Nichols Stephens Soto Weaver Ryan Gardner Payne Grant Dunn Kelley Spencer Hawkins Arnold Pierce Hansen Peters
O'Brien O'Connor McCarthy MacDonald Johnston Kowalski Singh Wang Yamamoto Cohen Rossi Lindqvist Johansen
""")
FAMILY_TAIL = Tail(
    words("""
        Ash Atter Barn Black Blake Bram Brook Bur Carl Chad Cher Clay Cole Cran Dal Darn Den Dray East El Fair
        Farn Glad Gran Hal Har Hart Hazel Hol Kel Ken Lang Led Lin Lock Mar Mel Mer Mil Nor Oak Pem Pres Ram Red
        Rock Ros Rush Sel Shel Sher Stan Strat Sut Thorn Tren Wal War Whit Win Wood
    """),
    words("""
        berg bury by combe cott croft dale den don fax field ford gate grove ham hurst ing land leigh ley low
        man mann more ner ock ridge ris son sted stein stone ter ton ville way well wick wood worth
    """),
    ("", "er", "ing", "en", "ar", "el", "a", "o", "is", "um", "ens", "ers", "ow", "ick", "ell", "ott"),
)
TOWNS = towns("""
New York | NY | 100 | 212
Los Angeles | CA | 900 | 213
Chicago | IL | 606 | 312
Houston | TX | 770 | 713
Phoenix | AZ | 850 | 602
Philadelphia | PA | 191 | 215
San Antonio | TX | 782 | 210
San Diego | CA | 921 | 619
Dallas | TX | 752 | 214
Austin | TX | 787 | 512
Jacksonville | FL | 322 | 904
Columbus | OH | 432 | 614
Charlotte | NC | 282 | 704
Indianapolis | IN | 462 | 317
San Francisco | CA | 941 | 415
Seattle | WA | 981 | 206
Denver | CO | 802 | 303
Washington | DC | 200 | 202
Boston | MA | 021 | 617
Nashville | TN | 372 | 615
Oklahoma City | OK | 731 | 405
Portland | OR | 972 | 503
Las Vegas | NV | 891 | 702
Memphis | TN | 381 | 901
Louisville | KY | 402 | 502
Baltimore | MD | 212 | 410
Milwaukee | WI | 532 | 414
Albuquerque | NM | 871 | 505
Fresno | CA | 937 | 559
Sacramento | CA | 958 | 916
Kansas City | MO | 641 | 816
Atlanta | GA | 303 | 404
Omaha | NE | 681 | 402
Raleigh | NC | 276 | 919
Miami | FL | 331 | 305
Minneapolis | MN | 554 | 612
Tulsa | OK | 741 | 918
Tampa | FL | 336 | 813
New Orleans | LA | 701 | 504
Cleveland | OH | 441 | 216
Pittsburgh | PA | 152 | 412
Cincinnati | OH | 452 | 513
St. Louis | MO | 631 | 314
Orlando | FL | 328 | 407
Buffalo | NY | 142 | 716
Richmond | VA | 232 | 804
Salt Lake City | UT | 841 | 801
Hartford | CT | 061 | 860
""")
RURAL = towns("""
- | IA | 503 | 515
- | OH | 450 | 937
- | PA | 170 | 717
- | TX | 790 | 806
- | WI | 549 | 920
- | GA | 310 | 478
- | MO | 656 | 417
- | OR | 974 | 541
- | VT | 054 | 802
- | KS | 672 | 316
""")
TOWN_TAIL = Tail(
    words("""
        Ash Bay Bel Bloom Bridge Brook Cedar Center Clear Clin Cold Crest Eagle Elm Fair Farm Frank Glen Green
        Hamp Har Hunt Jack Jeffer Lake Lex Maple Mill Monte New Oak Pine River Rock Sand Shel Spring Stock
        Summer Sun Union Water West Wood
    """),
    words("field ville ton burg wood dale port view haven ford mont land ridge side water"),
    ("", "er", "ing", " Park ", " Creek "),
)
STREETS = Vocabulary(
    Ranked(
        phrases("""
            Main Street, Oak Street, Park Avenue, Maple Avenue, Second Street, Cedar Lane, Elm Street,
            Washington Street, Lake Drive, Hill Road, Third Street, Pine Street, First Street, Walnut Street,
            Sunset Drive, Ridge Road, Church Street, Jefferson Avenue, Lincoln Avenue, Highland Avenue, Spring
            Street, Broadway, Center Street, River Road, Jackson Street, Adams Street, Franklin Avenue, Market
            Street, Madison Avenue, Dogwood Lane, Chestnut Street, Willow Lane, Mill Road, College Avenue,
            School Street, Meadow Lane, Forest Drive, North Street, South Street, Union Street, Prospect Avenue,
            Cherry Lane, Grove Street, Valley Road, Magnolia Drive, Birch Lane, Railroad Avenue, Locust Street,
            Sycamore Drive, Fifth Avenue, Country Club Road, Old Post Road, Liberty Street, Harrison Avenue,
            Monroe Street, Delaware Avenue
        """),
        8.0,
    ),
    Tail(
        words("""
            Amber Arbor Aspen Autumn Bay Bell Bishop Bluff Canyon Cardinal Clover Cooper Crescent Deer Eagle
            Fairway Falcon Garden Grant Harbor Hawthorn Heritage Holly Hunter Iris Juniper Kensington Laurel
            Marshall Mason Orchard Palmer Pebble Quail Raven Rosewood Saddle Shady Stone Summit Timber Tyler
            Vista Warren Windsor
        """),
        (" Street", " Avenue", " Road", " Drive", " Lane", " Court", " Boulevard", " Place"),
        ("", "brook", "wood", "ridge", "field"),
    ),
    0.4,
    60.0,
)
LEGAL_FORMS = table("""
Inc. | Inc | Incorporated | , Inc.
LLC | L.L.C. | Limited Liability Company | , LLC
Corp. | Corp | Corporation
LLP | L.L.P.
Co. | Company | Co
Ltd. | Ltd | Limited
""")
NICKNAMES = nicknames("""
Alexander | Alex Xander
Andrew | Andy Drew
Anthony | Tony
Benjamin | Ben Benny
Charles | Charlie Chuck
Christopher | Chris Kit
Daniel | Dan Danny
David | Dave Davy
Donald | Don
Douglas | Doug
Edward | Ed Eddie Ted
Francis | Frank
Gregory | Greg
Harold | Harry Hal
Henry | Hank Harry
James | Jim Jimmy Jamie
Jeffrey | Jeff
John | Jack Johnny
Jonathan | Jon
Joseph | Joe Joey
Joshua | Josh
Kenneth | Ken Kenny
Lawrence | Larry
Matthew | Matt
Michael | Mike Mick
Nicholas | Nick
Patrick | Pat
Peter | Pete
Raymond | Ray
Richard | Rick Dick Rich
Robert | Bob Rob Bobby
Ronald | Ron
Samuel | Sam
Stephen | Steve
Steven | Steve
Thomas | Tom Tommy
Timothy | Tim
Vincent | Vince
William | Bill Will Billy
Zachary | Zach
Abigail | Abby
Amanda | Mandy
Barbara | Barb
Catherine | Cathy Kate
Christina | Tina Chris
Cynthia | Cindy
Deborah | Debbie Deb
Dorothy | Dot Dottie
Elizabeth | Liz Beth Betty Lizzie
Frances | Fran
Jacqueline | Jackie
Jennifer | Jen Jenny
Jessica | Jess
Judith | Judy
Katherine | Kate Kathy Katie
Kathleen | Kathy
Kimberly | Kim
Margaret | Maggie Peggy Meg
Nancy | Nan
Pamela | Pam
Patricia | Pat Patty Trish
Rebecca | Becky
Samantha | Sam
Sandra | Sandy
Stephanie | Steph
Susan | Sue Susie
Theresa | Terri
Victoria | Vicky
""")

US = Country(
    code="US", share=0.22, language="en", spellings=("US", "USA", "United States", "U.S.A.",
    "United States of America"),
    women=Ranked(WOMEN), men=Ranked(MEN), families=Vocabulary(Ranked(FAMILIES, 18.0), FAMILY_TAIL, 0.32),
    towns=Ranked(TOWNS, 3.0), town_tail=TOWN_TAIL, rural=RURAL, streets=STREETS,
    postcode_pattern="##", unit_pattern=("Apt #", "Apt ##@", "Unit #", "Suite ###", "#@"),
    line="{house} {street}", one_line="{house} {street}, {city}, {region} {postcode}",
    dial="1", trunk="", landline_length=10, mobiles=(),
    salutations=("Ms", "Mr"),
    mail_hosts=Ranked(words("gmail.com yahoo.com hotmail.com outlook.com aol.com icloud.com comcast.net"), 2.0),
    top_level="com", legal_forms=LEGAL_FORMS,
    abbreviations=(("Street", "St"), ("Street", "St."), ("Avenue", "Ave"), ("Road", "Rd"), ("Drive",
    "Dr"), ("Lane", "Ln"),
                   ("Boulevard", "Blvd"), ("Court", "Ct"), ("North", "N"), ("South", "S")),
    nicknames=NICKNAMES, titles=("Dr.", "MD"), middle_share=0.45, shows_region=True,
)  # fmt: skip
