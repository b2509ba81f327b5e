"""Signs on paper: the letters of answers, a box to mark, a line to write on."""

LETTERS = "abcdefgh"
BOX = "&#9744;"
LINE = '<p class="line">&nbsp;</p>'
