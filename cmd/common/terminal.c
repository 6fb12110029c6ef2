// SPDX-License-Identifier: BSD-2-Clause
/* What a terminal is like: how wide, and whether its lines can be written over. */
#include "common/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/decimal.h"
#include "files/output.h"

#define USUAL_WIDTH 80
#define WIDTH_MOST  9999

unsigned terminal_width(int fd)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    uint64_t asked = 0;
    if (!isatty(fd))
        return 0;
    if (columns && rt_decimal_whole(columns, WIDTH_MOST, &asked) && asked > 0)
        return (unsigned)asked;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return USUAL_WIDTH;
}

bool terminal_can_erase(int fd)
{
    const char *term = getenv("TERM");
    return isatty(fd) && term && *term && strcmp(term, "dumb") != 0;
}

void terminal_print(FILE *file, void (*print)(FILE *file, const void *what), const void *what)
{
    char *text = NULL;
    size_t len = 0;
    unsigned width = terminal_width(fileno(file));
    FILE *memory = width > 0 ? open_memstream(&text, &len) : NULL;
    print(memory ? memory : file, what);
    if (!memory)
        return;
    struct rt_output out;
    rt_output_open(&out, file, RT_OUTPUT_TEXT, false);
    rt_output_wrap(&out, width);
    if (fclose(memory) == 0)
        rt_output_view(&out, (struct rt_view){(const uint8_t *)text, len});
    if (rt_output_close(&out) != RT_OK && !ferror(file)) /* no memory: as it is */
        fwrite(text, 1, len, file);
    free(text);
}
