"""What a file holds, found out before it is loaded. Pure: rows come from a reader, the catalogue and time as arguments.

sketches    counting in bounded memory                 shapes       the form of a text, and the type it stands for
tallies     one column, gathered chunk by chunk        words        column names as people write them
contents    what the values look like, by cleansing    datings      the format of dates and times
detection   which attribute a column holds             control      key, kind, times and deletion
suggestion  the mapping that follows                   repetition   rows and customers that stand there twice
trial       the mapping tried on a sample              remarks      what a reader should look at
charts      figures as shapes to draw                  profile      all of it, in two passes over the file
"""
