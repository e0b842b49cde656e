-- Returns nothing; a whole day goes at once.
DROP TABLE {partition}
