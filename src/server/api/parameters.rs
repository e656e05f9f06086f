//! Reading a raw query whose parameters are given once at most, with everything that is wrong with it.

use crate::diagnostic::suggest::nearest;
use crate::server::decode;
use crate::server::openapi::parameter::ParameterInfo;
use crate::server::problem::{Fault, What, Where};

/// The values of some parameters, in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct Values<const N: usize> {
    names: [&'static str; N],
    /// The value of each; empty where it is given and cannot be read.
    pub(in crate::server) values: [Option<String>; N],
    /// Everything that is wrong.
    pub(in crate::server) faults: Vec<Fault>,
}

impl<const N: usize> Values<N> {
    /// Reads the raw query of an address that takes these parameters.
    pub(in crate::server) fn read(raw: &str, parameters: &[ParameterInfo; N]) -> Values<N> {
        let names = parameters.map(|parameter| parameter.name);
        let mut read = Values {
            names,
            values: [const { None }; N],
            faults: Vec::new(),
        };
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let known = match decode::form(name) {
                Ok(name) => match names.iter().position(|known| *known == name) {
                    Some(at) => at,
                    None => {
                        read.fault(&name, What::Unknown(nearest(&name, names)));
                        continue;
                    }
                },
                Err(undecodable) => {
                    read.fault(name, What::Undecodable(undecodable));
                    continue;
                }
            };
            let name = names[known];
            if read.values[known].is_some() {
                read.fault(name, What::Repeated);
                continue;
            }
            let value = match decode::form(value) {
                Ok(value) => value.into_owned(),
                Err(undecodable) => {
                    read.fault(name, What::Undecodable(undecodable));
                    String::new()
                }
            };
            read.values[known] = Some(value);
        }
        read
    }

    /// The value of the parameter called `name`, unless something is wrong with it already.
    pub(in crate::server) fn sound(&self, name: &str) -> Option<String> {
        let at = self.names.iter().position(|known| *known == name)?;
        let faulty = self.faults.iter().any(|fault| fault.name == name);
        self.values[at].clone().filter(|_| !faulty)
    }

    /// Writes down a fault, once.
    pub(in crate::server) fn fault(&mut self, name: &str, what: What) {
        let fault = Fault {
            place: Where::Query,
            name: name.to_owned(),
            what,
        };
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }
}
