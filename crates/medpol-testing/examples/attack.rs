fn main() {
    let text = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let page = medpol_testing::Page::read(&text);
    for s in &page.sections {
        println!("=================== {}", s.title);
        let t = medpol_testing::show(s);
        println!("{}", if t.is_empty() { "!!! SILENT" } else { &t });
    }
}
