//! Why the server does not start.

use std::fmt;
use std::io;
use std::net::SocketAddr;

use crate::publish::PublishError;

/// Why the server does not start, or had to stop.
#[derive(Debug)]
pub enum ServeError {
    /// Another program listens on this address.
    PortInUse(SocketAddr),
    /// This address cannot be listened on: it is not one of this machine, or its port takes more
    /// rights.
    NotBindable(SocketAddr, io::Error),
    /// Nothing was published yet.
    NoGeneration,
    /// What was published cannot be read.
    Generation(PublishError),
    /// The system gave no threads or no events.
    Runtime(io::Error),
}

impl ServeError {
    /// Sorts a fault of listening on `addr` into the variant with the right remedy.
    pub(super) fn binding(addr: SocketAddr, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AddrInUse => ServeError::PortInUse(addr),
            _ => ServeError::NotBindable(addr, error),
        }
    }
}

impl From<PublishError> for ServeError {
    fn from(error: PublishError) -> Self {
        ServeError::Generation(error)
    }
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ServeError::PortInUse(addr) => write!(f, "another program listens on {addr}"),
            ServeError::NotBindable(addr, error) => {
                write!(f, "{addr} cannot be listened on: {error}")
            }
            ServeError::NoGeneration => write!(f, "nothing was published yet"),
            ServeError::Generation(error) => write!(f, "what was published is unusable: {error}"),
            ServeError::Runtime(error) => write!(f, "the server cannot run: {error}"),
        }
    }
}

impl std::error::Error for ServeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ServeError::NotBindable(_, error) | ServeError::Runtime(error) => Some(error),
            ServeError::Generation(error) => Some(error),
            ServeError::PortInUse(_) | ServeError::NoGeneration => None,
        }
    }
}
