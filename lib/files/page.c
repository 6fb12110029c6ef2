// SPDX-License-Identifier: BSD-2-Clause
/* The parts that pages of HTML are made of. */
#include "files/page.h"

#include "files/escape.h"
#include "files/page_internal.h"

static void put_pieces(struct rt_output *out, const char *const *pieces)
{
    for (; *pieces; pieces++)
        rt_output_text(out, *pieces);
}

void rt_page_text(struct rt_output *out, const char *text)
{
    rt_escape_markup(out, rt_escape_view(text));
}

void rt_page_begin(struct rt_output *out, const char *title)
{
    rt_output_text(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    rt_output_print(out,
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                    "style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; "
                    "form-action 'none'\">\n",
                    rt_page_style_hash, rt_page_script_hash);
    rt_output_text(out,
                   "<meta name=\"viewport\" content=\"width=device-width, "
                   "initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
    rt_page_element(out, "title", NULL, title);
    rt_output_text(out, "\n<style>");
    put_pieces(out, rt_page_style);
    rt_output_text(out, "</style>\n</head>\n<body>\n<main>\n");
}

void rt_page_end(struct rt_output *out, const char *program)
{
    rt_output_text(out, "</main>\n");
    if (program) {
        rt_page_element(out, "footer", NULL, program);
        rt_output_text(out, "\n");
    }
    rt_output_text(out, "<script>");
    put_pieces(out, rt_page_script);
    rt_output_text(out, "</script>\n</body>\n</html>\n");
}

void rt_page_open(struct rt_output *out, const char *element, const char *classes)
{
    rt_output_print(out, "<%s", element);
    rt_escape_attribute(out, "class", classes);
    rt_output_text(out, ">");
}

void rt_page_close(struct rt_output *out, const char *element)
{
    rt_output_print(out, "</%s>", element);
}

void rt_page_element(struct rt_output *out, const char *element, const char *classes,
                     const char *text)
{
    rt_page_open(out, element, classes);
    rt_page_text(out, text);
    rt_page_close(out, element);
}

void rt_page_term(struct rt_output *out, const char *term, const char *text)
{
    if (!text || !*text)
        return;
    rt_page_element(out, "dt", NULL, term);
    rt_page_element(out, "dd", NULL, text);
    rt_output_text(out, "\n");
}

void rt_page_link(struct rt_output *out, const char *id, const char *text)
{
    rt_output_text(out, "<a href=\"#");
    rt_page_text(out, id);
    rt_output_text(out, "\">");
    rt_page_text(out, text);
    rt_output_text(out, "</a>");
}

struct mark {
    const char *classes;
    const char *sign;
};

static struct mark mark_of(enum rt_page_mark mark)
{
    switch (mark) {
    case RT_PAGE_GOOD:
        return (struct mark){"mark good", "\xe2\x9c\x93"};
    case RT_PAGE_BAD:
        return (struct mark){"mark bad", "\xe2\x9c\x97"};
    case RT_PAGE_ODD:
        return (struct mark){"mark odd", "!"};
    case RT_PAGE_NONE:
        break;
    }
    return (struct mark){"mark none", "\xe2\x80\x93"};
}

void rt_page_mark(struct rt_output *out, enum rt_page_mark mark, const char *word)
{
    const struct mark row = mark_of(mark);
    rt_page_open(out, "span", row.classes);
    rt_output_print(out, "<b aria-hidden=\"true\">%s</b> ", row.sign);
    rt_page_text(out, word);
    rt_page_close(out, "span");
}

void rt_page_table(struct rt_output *out, const char *const *heads, size_t count)
{
    rt_output_text(out, "<div class=\"wide\"><table>\n<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        rt_output_text(out, "<th scope=\"col\">");
        rt_page_text(out, heads[i]);
        rt_output_text(out, "</th>");
    }
    rt_output_text(out, "</tr></thead>\n<tbody>\n");
}

void rt_page_table_end(struct rt_output *out)
{
    rt_output_text(out, "</tbody></table></div>\n");
}

void rt_page_fold(struct rt_output *out, const struct rt_page_fold *fold)
{
    rt_output_text(out, "<details");
    rt_escape_attribute(out, "id", fold->id);
    rt_escape_attribute(out, "class", fold->classes);
    rt_escape_attribute(out, "data-outcome", fold->outcome);
    rt_escape_attribute(out, "data-group", fold->group);
    rt_output_text(out, fold->open ? " open><summary>" : "><summary>");
}

void rt_page_fold_body(struct rt_output *out)
{
    rt_output_text(out, "</summary>\n");
}

void rt_page_fold_end(struct rt_output *out)
{
    rt_output_text(out, "</details>\n");
}
