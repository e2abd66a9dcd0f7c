export declare function threadMs(): number;
