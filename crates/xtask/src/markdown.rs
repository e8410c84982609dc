//! Markdown pages with generated parts.
//!
//! A part stands between `<!-- generated: NAME -->` and `<!-- end -->`. What goes into it is not
//! known here.

/// The page with the part `name` replaced; `None` if it has no such part.
pub(crate) fn with_part(page: &str, name: &str, text: &str) -> Option<String> {
    let opening = format!("<!-- generated: {name} -->\n");
    let (before, rest) = page.split_once(&opening)?;
    let (_, after) = rest.split_once("<!-- end -->")?;
    Some(format!("{before}{opening}\n{}\n\n<!-- end -->{after}", text.trim_end()))
}

/// The first sentence of a page's prose: of the first paragraph that is neither heading nor code.
pub(crate) fn summary(page: &str) -> Option<String> {
    let mut is_code = false;
    let mut words: Vec<&str> = Vec::new();
    for line in page.lines() {
        let line = line.trim();
        if line.starts_with("```") {
            is_code = !is_code;
        }
        let is_prose =
            !is_code && !line.is_empty() && !["#", "```", "<!--", "|"].iter().any(|mark| line.starts_with(mark));
        if is_prose {
            words.extend(line.split_whitespace());
        } else if !words.is_empty() {
            break;
        }
    }
    let paragraph = words.join(" ");
    let end = paragraph.find(". ").map_or(paragraph.len(), |end| end + 1);
    paragraph.get(..end).filter(|sentence| !sentence.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_replaced_and_the_rest_kept() {
        let page = "a\n<!-- generated: b -->\nold\n<!-- end -->\nc\n";
        let expected = "a\n<!-- generated: b -->\n\nnew\n\n<!-- end -->\nc\n";
        assert_eq!(with_part(page, "b", "new\n").as_deref(), Some(expected));
        assert_eq!(with_part(expected, "b", "new").as_deref(), Some(expected));
        assert_eq!(with_part(page, "d", "new"), None);
    }

    #[test]
    fn the_summary_is_the_first_sentence_of_prose() {
        let page = "# P1 name\n\n## What it finds\n\nA key that\nis unknown. More.\n\n```yaml\na: b\n```\n";
        assert_eq!(summary(page).as_deref(), Some("A key that is unknown."));
        assert_eq!(summary("# P1 name\n"), None);
    }
}
