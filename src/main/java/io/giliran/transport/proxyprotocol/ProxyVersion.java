package io.giliran.transport.proxyprotocol;

/** The two forms of a PROXY protocol header: a line of text, or binary. */
public enum ProxyVersion {
    V1,
    V2
}
