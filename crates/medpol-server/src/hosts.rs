//! The names under which the server may be asked.
//!
//! A page of the web can make its own name lead to this machine, and then ask what listens here; the name that it
//! asks for gives it away.

use std::net::SocketAddr;

use axum::http::header::HOST;
use axum::http::{HeaderMap, Uri};

/// Names without a port, in small letters.
#[derive(Clone, Debug)]
pub(crate) struct Hosts {
    /// `None`: every name is right, because a token is asked for and nobody said otherwise.
    names: Option<Vec<String>>,
}

impl Hosts {
    /// The names of the address that is listened on, and those that the operator adds. Without any of those, a server
    /// that others can reach is asked under names that it cannot know.
    pub(crate) fn of(listen: SocketAddr, added: &[String]) -> Self {
        if added.is_empty() && !listen.ip().is_loopback() {
            return Self { names: None };
        }
        let mut names: Vec<String> = added.iter().map(|name| name.to_ascii_lowercase()).collect();
        names.push(listen.ip().to_string());
        if listen.ip().is_loopback() || listen.ip().is_unspecified() {
            names.extend(["localhost", "127.0.0.1", "::1"].map(str::to_owned));
        }
        Self { names: Some(names) }
    }

    /// Whether a request is for one of the names, with whatever port: in its `Host` header, of which it has one, and
    /// in the address that it asks for, where that has a name too.
    pub(crate) fn has(&self, headers: &HeaderMap, asked: &Uri) -> bool {
        let Some(names) = &self.names else { return true };
        let mut hosts = headers.get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
        let is_own = |host: &str| name(host).is_some_and(|name| names.contains(&name.to_ascii_lowercase()));
        host.to_str().is_ok_and(is_own) && asked.authority().is_none_or(|asked| is_own(asked.as_str()))
    }
}

/// The name in `name`, `name:port` or `[address]:port`; `None` where it is none of these.
fn name(host: &str) -> Option<&str> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let is_port = |port: &str| port.chars().all(|digit| digit.is_ascii_digit());
    (port.is_empty() || port.strip_prefix(':').is_some_and(is_port)).then_some(name)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[track_caller]
    fn check(listen: &str, added: &[&str], host: &str, is_right: bool) {
        let listen = listen.parse().unwrap_or_else(|_| unreachable!("{listen}"));
        let added: Vec<String> = added.iter().map(|name| (*name).to_owned()).collect();
        let headers: HeaderMap = host.parse().into_iter().map(|host| (HOST, host)).collect();
        assert_eq!(Hosts::of(listen, &added).has(&headers, &Uri::from_static("/")), is_right, "{host:?}");
    }

    #[test]
    fn a_local_server_accepts_the_names_of_its_machine() {
        check("127.0.0.1:8080", &[], "localhost:8080", true);
        check("127.0.0.1:8080", &[], "127.0.0.1", true);
        check("[::1]:8080", &[], "[::1]:8080", true);
        check("127.0.0.1:8080", &[], "rebound.example:8080", false);
        check("127.0.0.1:8080", &["Medpol.Example"], "medpol.example", true);
    }

    #[test]
    fn a_name_is_the_whole_name() {
        for host in ["[::1].other.example", "localhost:other.example", "localhost@other.example", "other@localhost", ""]
        {
            check("127.0.0.1:8080", &[], host, false);
        }
    }

    #[test]
    fn a_request_has_one_name() {
        let hosts = Hosts::of(([127, 0, 0, 1], 8080).into(), &[]);
        let of = |names: &[&'static str], asked: &'static str| {
            let mut headers = HeaderMap::new();
            for name in names {
                headers.append(HOST, HeaderValue::from_static(name));
            }
            hosts.has(&headers, &Uri::from_static(asked))
        };
        assert!(of(&["localhost"], "http://localhost:8080/v1/status"));
        assert!(!of(&["localhost"], "http://other.example/v1/status"));
        assert!(!of(&["localhost", "other.example"], "/v1/status"));
        assert!(!of(&[], "/v1/status"));
    }

    #[test]
    fn other_servers_accept_every_host_name_until_some_are_given() {
        check("0.0.0.0:8080", &[], "medpol.example", true);
        check("0.0.0.0:8080", &["medpol.example"], "medpol.example:443", true);
        check("0.0.0.0:8080", &["medpol.example"], "other.example", false);
        check("0.0.0.0:8080", &["medpol.example"], "localhost:8080", true);
    }
}
