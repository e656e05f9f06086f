//! Why the server does not start.

use std::fmt;
use std::io;
use std::net::SocketAddr;

use crate::publish::PublishError;

/// Why the server does not start, or had to stop.
#[derive(Debug)]
pub enum ServeError {
    /// Another program listens on the address.
    PortInUse,
    /// The address cannot be listened on: it is not one of this machine, or its port takes more
    /// rights.
    NotBindable(io::Error),
    /// The address of the metrics cannot be listened on.
    Metrics(SocketAddr, io::Error),
    /// Nothing was published yet.
    NoGeneration,
    /// What was published cannot be read.
    Generation(PublishError),
    /// The system gave no threads or no events.
    Runtime(io::Error),
}

impl ServeError {
    /// Sorts a fault of listening into the variant with the right remedy.
    pub(super) fn binding(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AddrInUse => ServeError::PortInUse,
            _ => ServeError::NotBindable(error),
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
            ServeError::PortInUse => write!(f, "another program listens on this address"),
            ServeError::NotBindable(error) => {
                write!(f, "this address cannot be listened on: {error}")
            }
            ServeError::Metrics(addr, error) => {
                write!(f, "the metrics cannot be served on {addr}: {error}")
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
            ServeError::NotBindable(error)
            | ServeError::Metrics(_, error)
            | ServeError::Runtime(error) => Some(error),
            ServeError::Generation(error) => Some(error),
            ServeError::PortInUse | ServeError::NoGeneration => None,
        }
    }
}
