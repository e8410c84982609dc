//! The names under which the server may be asked.
//!
//! A page of the web can make its own name lead to this machine, and then ask what listens here; the name that it
//! asks for gives it away.

use std::net::SocketAddr;

use axum::http::HeaderValue;

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

    /// Whether a `Host` header has one of the names, with whatever port.
    pub(crate) fn has(&self, host: Option<&HeaderValue>) -> bool {
        let Some(names) = &self.names else { return true };
        let Some(host) = host.and_then(|host| host.to_str().ok()) else { return false };
        let name = without_port(host).to_ascii_lowercase();
        names.contains(&name)
    }
}

fn without_port(host: &str) -> &str {
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split(']').next().unwrap_or(rest);
    }
    host.rsplit_once(':').map_or(host, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(listen: &str, added: &[&str], host: &str, is_right: bool) {
        let listen = listen.parse().unwrap_or_else(|_| unreachable!("{listen}"));
        let added: Vec<String> = added.iter().map(|name| (*name).to_owned()).collect();
        let host = HeaderValue::from_str(host).ok();
        assert_eq!(Hosts::of(listen, &added).has(host.as_ref()), is_right, "{host:?}");
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
    fn other_servers_accept_every_host_name_until_some_are_given() {
        check("0.0.0.0:8080", &[], "medpol.example", true);
        check("0.0.0.0:8080", &["medpol.example"], "medpol.example:443", true);
        check("0.0.0.0:8080", &["medpol.example"], "other.example", false);
        check("0.0.0.0:8080", &["medpol.example"], "localhost:8080", true);
    }
}
