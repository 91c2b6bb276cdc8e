//! The server's life: listen, serve, and stop without losing anything.

use std::{io::Write as _, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{body::Body, extract::ConnectInfo};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{
        conn::auto,
        graceful::{GracefulConnection, GracefulShutdown},
    },
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tower::ServiceExt as _;

use crate::{App, Env, OpenError, Settings, http::ApiError, metrics, sessions, telemetry};

/// How long requests may still take once the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// How long a client may take over a request's head.
const HEAD: Duration = Duration::from_secs(15);

/// The most connections at once; more wait to be accepted.
const CONNECTIONS: usize = 8192;

/// Why serving ended badly.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The server can't start.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The address can't be listened on.
    #[error("can't listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The operating system's answer.
        source: std::io::Error,
    },
    /// The set-up token can't be made.
    #[error("the set-up token can't be made: {}", .0.message)]
    SetUp(ApiError),
}

impl App {
    /// Listens. Until an administrator exists, the second value is the address where the first is made.
    pub async fn listen(&self) -> Result<(TcpListener, Option<String>), ServeError> {
        let address = self.core.settings.listen;
        let listener = TcpListener::bind(address)
            .await
            .map_err(|source| ServeError::Listen { address, source })?;
        let set_up = sessions::set_up_address(&self.core)
            .await
            .map_err(ServeError::SetUp)?;
        Ok((listener, set_up))
    }

    /// Serves until `stop` is done; then finishes the requests that run, writes what is pending, and ends.
    pub async fn serve(self, listener: TcpListener, stop: impl Future<Output = ()>) {
        let graceful = GracefulShutdown::new();
        let places = Arc::new(Semaphore::new(CONNECTIONS));
        let mut stop = pin!(stop);
        loop {
            let accepted = tokio::select! {
                () = &mut stop => break,
                accepted = accept(&listener, &places) => accepted,
            };
            let (stream, peer, place) = accepted;
            let connection = self.connection(stream, peer);
            let watched = graceful.watch(connection);
            tokio::spawn(async move {
                // Clients hang up as they like; what goes wrong in a request is logged there.
                if let Err(error) = watched.await {
                    tracing::debug!(%peer, %error, "a connection broke off");
                }
                drop(place);
            });
        }
        drop(listener);
        tracing::info!("stopping");
        if tokio::time::timeout(GRACE, graceful.shutdown())
            .await
            .is_err()
        {
            tracing::warn!("requests that took longer than ten seconds were cut off");
        }
        drop(self.background);
        let (db, now) = (self.core.store.db(), self.core.env.now());
        if let Err(error) = db.server_ends(&self.core.server_id(), now).await {
            tracing::warn!(%error, "it can't be said that this server ends");
        }
        self.core.close().await;
    }

    fn connection(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
    ) -> impl GracefulConnection<Error = Box<dyn std::error::Error + Send + Sync>> + Send + 'static
    {
        let router = self.router.clone();
        let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request)
        });
        let mut builder = auto::Builder::new(TokioExecutor::new());
        // A client that dawdles over its request's head, or has gone without a word, does not keep its place.
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD);
        builder
            .http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(HEAD);
        builder
            .serve_connection(TokioIo::new(stream), service)
            .into_owned()
    }
}

/// The next connection, once there is a place for it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
    // Never closed, so there is always a permit in the end.
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Answers are written whole: waiting to fill a packet only delays them. Without it all works, slower.
                let _ = stream.set_nodelay(true);
                return (stream, peer, place);
            }
            // Out of file descriptors, mostly: connections that end give them back.
            Err(error) => {
                tracing::warn!(%error, "a connection can't be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Done when the operating system asks the process to end: SIGTERM, or Ctrl-C.
pub async fn signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let mut terminate =
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(signal) => signal,
                Err(error) => {
                    tracing::warn!(%error, "SIGTERM can't be caught");
                    drop(interrupt.await);
                    return;
                }
            };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}

/// Serves until the process is asked to end. The set-up address, while there is one to print, goes to standard output.
pub async fn serve(settings: Settings, env: Env) -> Result<(), ServeError> {
    let logging = telemetry::start(&settings);
    let public_url = settings.public_url.origin().to_owned();
    let mut app = crate::build(settings, env).await?;
    let (listener, set_up) = app.listen().await?;
    if let Some(address) = app.core.settings.metrics_listen {
        let serving = metrics::serve_openly(Arc::clone(&app.core), address).await?;
        app.background.0.push(serving);
    }
    tracing::info!(url = public_url, "serving");
    if let Some(address) = set_up {
        let line = format!("Open this address to make the first administrator:\n{address}\n");
        let mut out = std::io::stdout().lock();
        // Without a standard output there is nobody to tell.
        let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
    }
    app.serve(listener, signal()).await;
    drop(logging);
    Ok(())
}
